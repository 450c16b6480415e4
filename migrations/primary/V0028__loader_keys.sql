-- A role of keys for other systems that push rows for an assembly line, and may do nothing else.

alter table splitplot.api_key drop constraint a_role_is_known;
alter table splitplot.api_key
  add constraint a_role_is_known check (role in ('client', 'analyst', 'editor', 'operator', 'admin', 'loader'));
