-- change_segment(segment_key, condition, expected_version): gives a segment another meaning from now on.
--
-- Phases in force keep the former one: they were compiled with it. See segment_users for who that is.

create or replace function splitplot.change_segment(
  segment_key text, condition jsonb, expected_version integer default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  changing splitplot.segment;
begin
  select s.* into changing from splitplot.segment s where s.key = segment_key for update;
  if not found then
    perform splitplot.refuse('404', 'unknown_segment', 'key', format('there is no segment %s', segment_key),
      'GET /v1/segments lists them');
  elsif changing.version <> expected_version then
    perform splitplot.refuse('412', 'segment_changed', 'If-Match',
      format('segment %s is at version %s, not %s', segment_key, changing.version, expected_version),
      'read it again and decide anew');
  end if;
  update splitplot.segment_condition sc
  set valid = tstzrange(lower(sc.valid), instant)
  where sc.segment_id = changing.segment_id and upper_inf(sc.valid);
  insert into splitplot.segment_condition (segment_id, condition, valid)
  values (changing.segment_id, change_segment.condition, tstzrange(instant, null));
  update splitplot.segment s set version = s.version + 1 where s.segment_id = changing.segment_id;
end
$$;

comment on function splitplot.change_segment(text, jsonb, integer) is
  'Another meaning of a segment from the configuration instant on. SP404, SP412; SP422 for an invalid condition, or '
  'one that is too large for an experiment that uses the segment.';

grant execute on function splitplot.change_segment(text, jsonb, integer) to splitplot_api;
