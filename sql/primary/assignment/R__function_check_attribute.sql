-- check_attribute(): trigger function: an attribute is declared as conditions in use already take it.
--
-- Else the next phase of such an experiment, maybe a pause, would be refused for what its first one was free to do.

create or replace function splitplot.check_attribute()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  user_name text;
  reason text;
begin
  select u.name, p.place || ' ' || p.problem into user_name, reason
  from (
    select 'experiment ' || e.key as name, newest.targeting as condition, 'targeting' as at
    from splitplot.experiment e
    cross join lateral (
      select ph.targeting
      from splitplot.phase ph
      where ph.experiment_id = e.experiment_id
      order by ph.number desc
      limit 1) newest
    where e.archived_at is null and newest.targeting is not null
    union all
    select 'segment ' || s.key, sc.condition, 'condition'
    from splitplot.segment s
    join splitplot.segment_condition sc using (segment_id)
    where upper_inf(sc.valid)) u
  cross join lateral splitplot.find_type_problem(u.condition, u.at) p
  where p.problem is not null
  order by u.name
  limit 1;
  if found then
    perform splitplot.refuse('409', 'in_use', 'type',
      format('%s takes attribute %s otherwise: %s', user_name, new.name, reason),
      'declare it as it is used, or change the condition first');
  end if;
  return null;
end
$$;

comment on function splitplot.check_attribute() is
  'Refuses (SP409) a type that a segment, or the newest phase of an experiment that is not archived, disagrees with.';
