-- The trigger that keeps invalid targeting out of the configuration.

create or replace trigger check_targeting before insert or update of targeting on splitplot.phase
  for each row execute function splitplot.check_targeting();
