-- The triggers that keep invalid targeting out of the configuration.

create or replace trigger check_targeting before insert or update of targeting on splitplot.phase
  for each row
  when (new.targeting is not null)
  execute function splitplot.check_targeting();

create or replace trigger check_segment_condition after insert on splitplot.segment_condition
  for each row execute function splitplot.check_segment_condition();

create or replace trigger check_attribute after insert or update on splitplot.attribute
  for each row execute function splitplot.check_attribute();
