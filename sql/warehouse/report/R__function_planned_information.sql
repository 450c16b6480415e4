-- planned_information(experiment): the effective units that each treatment is to have at the planned end.
--
-- n_c n_t / (n_c + n_t) is what the variance of a difference falls with. It is computed from the planned units and the
-- weights of the first phase that has both variants, so that it is fixed before there is anything to see.

create or replace function report.planned_information(experiment splitplot.experiment)
  returns table (variant_id integer, effective_units float8)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select distinct on (t.variant_id)
    t.variant_id,
    (experiment.method ->> 'planned_units')::float8 * (c.weight_ppm / 1e6::float8) * (t.weight_ppm / 1e6::float8)
      / ((c.weight_ppm + t.weight_ppm) / 1e6::float8)
  from splitplot.phase p
  join splitplot.phase_variant c on c.phase_id = p.phase_id and c.weight_ppm > 0
  join splitplot.variant control on control.variant_id = c.variant_id and control.is_control
  join splitplot.phase_variant t on t.phase_id = p.phase_id and t.weight_ppm > 0 and t.variant_id <> c.variant_id
  where p.experiment_id = experiment.experiment_id
  order by t.variant_id, p.number
$$;

comment on function report.planned_information(splitplot.experiment) is
  'Planned n_c n_t / (n_c + n_t) of each treatment; null without planned units.';

grant execute on function report.planned_information(splitplot.experiment) to splitplot_analyst, splitplot_reporter;
