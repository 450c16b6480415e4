-- How facts are taken and kept is configuration: who changed it can be read.

create or replace trigger write_audit after insert or update or delete on splitplot.fact_setting
  for each row execute function splitplot.write_audit();
create or replace trigger write_audit after insert or update or delete on splitplot.event_name
  for each row execute function splitplot.write_audit();
