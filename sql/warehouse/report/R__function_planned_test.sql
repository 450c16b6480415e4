-- planned_test(experiment, role, power, inflation): how a comparison of that role will be judged, for planning.
--
-- alpha of one comparison: primary comparisons share the experiment's by Bonferroni. The report adjusts by Holm or
-- Hochberg unless told otherwise, which find at least as much, so the plan errs on the safe side.

create or replace function report.planned_test(
  experiment splitplot.experiment, role text, power float8, inflation float8)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'method', report.method_of(experiment, planned_test.role),
    'power', power,
    'level', report.level(experiment),
    'comparisons', c.comparisons,
    'alpha', coalesce((experiment.method ->> 'alpha')::numeric, 0.05)::float8 / c.comparisons,
    'planned_units', report.planned_units(experiment),
    'spending', coalesce(experiment.method ->> 'spending', 'obf'),
    'parameter', experiment.method -> 'spending_parameter',
    'looks', coalesce((experiment.method ->> 'looks')::integer, 14),
    'inflation', inflation)
  from (
    select case when planned_test.role = 'primary' then greatest(1, count(*)) else 1 end as comparisons
    from splitplot.experiment_metric em
    join splitplot.variant v on v.experiment_id = em.experiment_id and not v.is_control
    where em.experiment_id = experiment.experiment_id and em.role = 'primary'
  ) c
$$;

comment on function report.planned_test(splitplot.experiment, text, float8, float8) is
  'method (as report.method_of()), power, level (of the experiment), comparisons that share alpha, alpha of one, '
  'planned_units (that an always-valid test is tuned for), spending with its parameter and looks (of a group-sequential '
  'one), and inflation: how many times the units of a fixed horizon that one needs, null: not known.';

grant execute on function report.planned_test(splitplot.experiment, text, float8, float8)
  to splitplot_analyst, splitplot_reporter;
