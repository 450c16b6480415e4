-- ramp_sample_ratio(experiment_id, batch): do the variants' shares fit their weights, at every look?
--
-- Phases are independent, so their Bayes factors multiply, and the product can be looked at as often as one likes
-- (Lindon and Malek 2022). How far shares are off when something is broken nobody knows: the alternative is an even
-- mixture of a wide one, which finds a gross loss among few units, and narrower ones for small losses among many.
-- A mean of Bayes factors is one, too.

create or replace function report.ramp_sample_ratio(
  experiment_id integer, batch etl.batch, out p_value float8, out unplanned_units bigint)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with cell as materialized (
    select t.* from report.traffic_of(ramp_sample_ratio.experiment_id, batch) t
  ),
  phase as materialized (
    select
      array_agg(c.unit_count order by c.position) as observed,
      array_agg(c.expected_share order by c.position) as weights
    from cell c
    where c.is_tested
    group by c.phase_id
    having count(*) > 1 and sum(c.unit_count) > 0
  ),
  alternative as materialized (
    select concentration, sum(s.log_bayes_factor) as log_bayes_factor
    from phase p
    cross join unnest('{100,1000,10000}'::float8[]) as concentration
    cross join lateral stats.srm_always_valid(p.observed, p.weights, concentration) s
    group by concentration
  ),
  largest as (
    select max(a.log_bayes_factor) as log_bayes_factor from alternative a
  )
  select
    -- 1 over the mean; its largest part is taken out first, as exponentials overflow
    (select least(1, stats.exp_or_zero(-greatest(l.log_bayes_factor, 0))
                     / avg(stats.exp_or_zero(a.log_bayes_factor - l.log_bayes_factor)))
     from alternative a cross join largest l
     group by l.log_bayes_factor),
    (select coalesce(sum(c.unit_count), 0)::bigint from cell c where c.expected_share = 0)
$$;

comment on function report.ramp_sample_ratio(integer, etl.batch) is
  'Always-valid p-value of the sample-ratio test over all phases (null without units), and the units of variants '
  'without weight in their phase.';

grant execute on function report.ramp_sample_ratio(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
