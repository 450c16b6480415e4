-- ramp_sample_ratio(experiment_id, batch): do the variants' shares fit their weights, at every look?
--
-- Phases are independent, so their Bayes factors multiply, and the product can be looked at as often as one likes.

create or replace function report.ramp_sample_ratio(
  experiment_id integer, batch etl.batch, out p_value float8, out unplanned_units bigint)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with cell as materialized (
    select t.* from report.traffic_of(ramp_sample_ratio.experiment_id, batch) t
  ),
  phase as (
    select s.log_bayes_factor
    from (
      select
        array_agg(c.unit_count order by c.position) as observed,
        array_agg(c.expected_share order by c.position) as weights
      from cell c
      where c.expected_share > 0
      group by c.phase_id
      having count(*) > 1 and sum(c.unit_count) > 0
    ) tested
    cross join lateral stats.srm_always_valid(tested.observed, tested.weights) s
  )
  select
    (select stats.exp_or_zero(least(0, -sum(p.log_bayes_factor))) from phase p),
    (select coalesce(sum(c.unit_count), 0)::bigint from cell c where c.expected_share = 0)
$$;

comment on function report.ramp_sample_ratio(integer, etl.batch) is
  'Always-valid p-value of the sample-ratio test over all phases (null without units), and the units of variants '
  'without weight in their phase.';

grant execute on function report.ramp_sample_ratio(integer, etl.batch) to splitplot_analyst;
