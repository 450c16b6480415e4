-- check_targeting(): trigger function: a phase has a targeting condition that can be evaluated, or none.

create or replace function splitplot.check_targeting()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  place text;
  problem text;
begin
  select p.place, p.problem into place, problem from splitplot.find_targeting_problem(new.targeting) as p;
  if problem is not null then
    perform splitplot.refuse('422', 'invalid_targeting', place, place || ' ' || problem,
      'the operators and their meaning stand at splitplot.matches and splitplot.satisfies');
  end if;
  return new;
end
$$;

comment on function splitplot.check_targeting() is
  'Refuses (SP422) a phase whose targeting is invalid, with the place in the condition as the field.';
