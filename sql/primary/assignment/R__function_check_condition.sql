-- check_condition(condition, at): refuses a condition that cannot be evaluated, or compares what is never equal.

create or replace function splitplot.check_condition(condition jsonb, at text)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  place text;
  problem text;
begin
  select p.place, p.problem into place, problem from splitplot.find_targeting_problem(condition, at) as p;
  if problem is null and condition is not null then
    select p.place, p.problem into place, problem from splitplot.find_type_problem(condition, at) as p;
  end if;
  if problem is not null then
    perform splitplot.refuse('422', 'invalid_targeting', place, place || ' ' || problem,
      'the operators and their meaning stand at splitplot.matches and splitplot.satisfies');
  end if;
end
$$;

comment on function splitplot.check_condition(jsonb, text) is
  'Refuses (SP422) an invalid condition, and one that disagrees with the declared types of attributes, with the '
  'place in it as the field.';

grant execute on function splitplot.check_condition(jsonb, text) to splitplot_api, splitplot_analyst;
