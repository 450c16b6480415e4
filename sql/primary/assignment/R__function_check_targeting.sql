-- check_targeting(): trigger function: a phase has a targeting condition that can be evaluated, or none.

create or replace function splitplot.check_targeting()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  place text;
  segment_key text;
begin
  perform splitplot.check_condition(new.targeting, 'targeting');
  select l.place, l.operand #>> '{}' into place, segment_key
  from splitplot.targeting_leaves(new.targeting, 'targeting') l
  where l.name = '$segment'
    and not exists (select from splitplot.segment s where s.key = l.operand #>> '{}')
  order by l.place
  limit 1;
  if found then
    perform splitplot.refuse('422', 'unknown_segment', place,
      format('%s: there is no segment %s', place, segment_key), 'GET /v1/segments lists them');
  end if;
  perform splitplot.check_expansion(
    (select e.key from splitplot.experiment e where e.experiment_id = new.experiment_id), new.targeting,
    'infinity');
  return new;
end
$$;

comment on function splitplot.check_targeting() is
  'Refuses (SP422) a phase whose targeting is invalid, names an unknown segment or is too large, with the place in the '
  'condition as the field.';
