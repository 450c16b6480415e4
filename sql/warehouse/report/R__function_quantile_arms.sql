-- quantile_arms(experiment_id, batch, level): quantile metrics by phase and variant, and over all phases.
--
-- A quantile is that of type 7 of Hyndman and Fan (1996). Its standard error is the spacing of the order statistics at
-- n p -+ z sqrt(n p (1 - p)), over 2 z (Deng, Knoblich, Lu 2018); there is none where a rank leaves the sample. As n times
-- its square it stands where means have their variance, so that everything that compares means compares quantiles.

create or replace function report.quantile_arms(experiment_id integer, batch etl.batch, level float8)
  returns setof report.arm
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with metric as materialized (
    select m.metric_id, m.quantile as p, rollup.ripe_before(m, batch.visible_at) as ripe_before
    from rollup.measured m
    where m.experiment_id = quantile_arms.experiment_id and m.after_batch_id < batch.batch_id and m.kind = 'quantile'
  ),
  counted as materialized (
    select
      m.metric_id, m.p, v.phase_id, v.variant_id, v.value, grouping(v.phase_id) as all_phases,
      sum(sum(v.units)) over up_to as units_up_to,
      sum(sum(v.units)) over (partition by m.metric_id, v.variant_id, v.phase_id, grouping(v.phase_id)) as n
    from metric m
    cross join lateral rollup.unit_values_at(quantile_arms.experiment_id, m.metric_id, batch) v
    where v.day < m.ripe_before
    group by grouping sets (
      (m.metric_id, m.p, v.variant_id, v.value, v.phase_id), (m.metric_id, m.p, v.variant_id, v.value))
    window up_to as (
      partition by m.metric_id, v.variant_id, v.phase_id, grouping(v.phase_id) order by v.value)
  ),
  ranked as (
    select
      c.metric_id, c.p, c.phase_id, c.variant_id, c.all_phases, c.n,
      1 + c.p * (c.n - 1) as rank,
      min(c.value) filter (where c.units_up_to >= floor(1 + c.p * (c.n - 1))) as low,
      min(c.value) filter (where c.units_up_to >= ceil(1 + c.p * (c.n - 1))) as high,
      min(c.value) filter (where c.units_up_to >= floor(c.n * c.p - s.spread)) as spacing_low,
      min(c.value) filter (where c.units_up_to >= ceil(c.n * c.p + s.spread)) as spacing_high,
      floor(c.n * c.p - s.spread) >= 1 and ceil(c.n * c.p + s.spread) <= c.n as has_spacing,
      s.z
    from counted c
    cross join lateral (
      select z, (z * sqrt(c.n::float8 * c.p::float8 * (1 - c.p::float8)))::numeric as spread
      from (select -stats.normal_quantile((1 - level) / 2) as z) q) s
    group by c.metric_id, c.p, c.phase_id, c.variant_id, c.all_phases, c.n, s.z, s.spread
  ),
  arm as (
    select
      r.*,
      (r.low + (r.rank - floor(r.rank)) * (r.high - r.low))::float8 as quantile,
      case when r.has_spacing then r.n * stats.square((r.spacing_high - r.spacing_low)::float8 / (2 * r.z)) end
        as variance
    from ranked r
  )
  select
    a.metric_id, a.phase_id, a.variant_id, v.is_control, a.n::bigint, null::numeric, null::numeric,
    a.quantile, a.variance, a.variance * (a.n - 1)::float8, 0::float8, 0::float8, 0::float8,
    0::numeric, null::numeric, null::numeric, null::numeric
  from arm a
  join splitplot.variant v on v.variant_id = a.variant_id
$$;

comment on function report.quantile_arms(integer, etl.batch, float8) is
  'Of each quantile metric, phase and variant: units with a value n, quantile (as mean), and n times its squared standard '
  'error (as variance; null: too few units). phase_id null: over all phases.';

grant execute on function report.quantile_arms(integer, etl.batch, float8) to splitplot_analyst, splitplot_reporter;
