-- sample_ratio(experiment_id, batch): do the variants' shares fit their weights, over all phases together?
--
-- The chi-square statistics of the phases are added, and their degrees of freedom: one test against the newest
-- weights would be a certain false alarm after a change of weights.

create or replace function report.sample_ratio(
  experiment_id integer, batch etl.batch,
  out p_value float8, out expected_minimum float8, out unplanned_units bigint, out multiple_count bigint,
  out unit_count bigint)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with cell as materialized (
    select t.* from report.traffic_of(sample_ratio.experiment_id, batch) t
  ),
  phase as (
    select distinct c.phase_id, c.ratio_statistic, c.ratio_degrees_of_freedom, c.expected_minimum
    from cell c
    where c.ratio_statistic is not null
  )
  select
    stats.chi_square_upper_tail(
      sum(p.ratio_statistic order by p.phase_id), sum(p.ratio_degrees_of_freedom)::float8),
    max(p.expected_minimum),
    (select coalesce(sum(c.unit_count), 0)::bigint from cell c where c.expected_share = 0),
    (select coalesce(sum(c.multiple_count), 0)::bigint from cell c),
    (select coalesce(sum(c.unit_count), 0)::bigint from cell c)
  from phase p
$$;

comment on function report.sample_ratio(integer, etl.batch) is
  'p-value of the sample-ratio test (null without units); the least expected count in the best filled '
  'phase; units of variants without weight; units that were exposed to several variants; all units.';

grant execute on function report.sample_ratio(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
