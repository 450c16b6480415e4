-- phase_in_force(experiment_id): the phase that is in force, or the newest there is.

create or replace function splitplot.phase_in_force(experiment_id integer)
  returns splitplot.phase
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select p.*
  from splitplot.phase p
  where p.experiment_id = phase_in_force.experiment_id
  order by not isempty(p.valid) and upper_inf(p.valid) desc, p.number desc
  limit 1
$$;

comment on function splitplot.phase_in_force(integer) is
  'The phase in force; when none is, the one with the highest number: a draft''s only, a stopped experiment''s last.';

grant execute on function splitplot.phase_in_force(integer) to splitplot_api, splitplot_analyst;
