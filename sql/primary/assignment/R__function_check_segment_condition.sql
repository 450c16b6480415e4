-- check_segment_condition(): trigger function: a segment has a condition of its own, which fits where it is used.
--
-- Whoever uses a segment opens its next phase with what the segment means then. That must not fail, least of all
-- when the next phase is a pause; so a meaning that would be too large for a user is refused here.

create or replace function splitplot.check_segment_condition()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  segment_place text;
begin
  perform splitplot.check_condition(new.condition, 'condition');
  select l.place into segment_place
  from splitplot.targeting_leaves(new.condition, 'condition') l
  where l.name = '$segment'
  order by l.place
  limit 1;
  if found then
    perform splitplot.refuse('422', 'invalid_targeting', segment_place,
      segment_place || ' is in a segment, and a segment cannot use another', 'write out what the other one means');
  end if;
  perform splitplot.check_expansion(u.experiment, u.targeting, lower(new.valid))
  from splitplot.segment s
  cross join lateral splitplot.segment_users(s.key) u
  where s.segment_id = new.segment_id;
  return null;
end
$$;

comment on function splitplot.check_segment_condition() is
  'Refuses (SP422) an invalid condition, one that uses a segment, and one that is too large for an '
  'experiment that uses it.';
