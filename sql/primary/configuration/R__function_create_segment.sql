-- create_segment(key, condition): saves a condition under a name.

create or replace function splitplot.create_segment(key text, condition jsonb)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  made_segment integer;
begin
  insert into splitplot.segment (key) values (create_segment.key) returning segment_id into made_segment;
  insert into splitplot.segment_condition (segment_id, condition, valid)
  values (made_segment, create_segment.condition, tstzrange(instant, null));
end
$$;

comment on function splitplot.create_segment(text, jsonb) is
  'Makes a segment that has a meaning from the configuration instant on. SP422 for an invalid condition.';

grant execute on function splitplot.create_segment(text, jsonb) to splitplot_api;
