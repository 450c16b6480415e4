-- Who changed what, and the number that tells every server that something changed.

create table splitplot.audit_log (
  audit_log_id bigint generated always as identity primary key,
  occurred_at  timestamptz not null default clock_timestamp(),
  actor        text not null,
  action       text not null,
  table_name   text not null,
  before       jsonb,
  after        jsonb,
  constraint an_action_is_insert_update_or_delete check (action in ('insert', 'update', 'delete'))
);

comment on table splitplot.audit_log is
  'Every change of configuration, written by triggers; application roles can read it and nothing else.';
comment on column splitplot.audit_log.actor is
  'Who: the setting splitplot.actor of the transaction (the API''s key), else the database role.';

create index audit_log_by_time on splitplot.audit_log (occurred_at);

create table splitplot.configuration_version (
  version        bigint generated always as identity primary key,
  changed_at     timestamptz not null,
  actor          text not null,
  transaction_id xid8 not null unique
);

comment on table splitplot.configuration_version is
  'One row a transaction that changed configuration. The newest version names the plan in force.';
comment on column splitplot.configuration_version.changed_at is
  'The instant from which the change is in force; equal to the lower ends of what it put in force.';

insert into splitplot.configuration_version (changed_at, actor, transaction_id)
values (clock_timestamp(), current_user, pg_current_xact_id());

grant select on splitplot.audit_log, splitplot.configuration_version
  to splitplot_api, splitplot_analyst;
