-- segment(experiment, metric, attribute, as_of): a metric compared within the values of an attribute.
--
-- A unit belongs to the value that it had at its first exposure, before the treatment could change it. The 20 largest
-- segments stand by themselves, the others together; units without the attribute are a segment, too. p-values are those of
-- one look, adjusted over all segments and variants by Benjamini and Hochberg: this is for finding what to test next.
--
-- Segments take the place of metrics in report.comparisons(), which compares each for itself. It reads units, so it is
-- for who may see them; quantiles and caps at a quantile are not made of sums, and are left out.

create or replace function report.segment(
  experiment text, metric text, attribute text, as_of timestamptz default null)
  returns table (
    segment text, variant text, control_units bigint, units bigint, control_mean float8, mean float8, difference float8,
    standard_error float8, interval_low float8, interval_high float8, p_value float8, p_value_adjusted float8, state text)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
#variable_conflict use_column
declare
  segments_max constant integer := 20;
  reported constant splitplot.experiment := report.find_experiment(experiment);
  batch constant etl.batch := report.batch_at(report.instant(as_of));
  measured rollup.measured;
begin
  perform report.require_facts(reported);
  select r.* into measured
  from rollup.measured r
  join splitplot.metric m on m.metric_id = r.metric_id
  where r.experiment_id = reported.experiment_id and m.key = segment.metric and r.after_batch_id < batch.batch_id;
  if measured.metric_id is null then
    perform report.refuse('404', 'unknown_metric', 'metric',
      format('experiment %s has no metric %s that was measured then', experiment, coalesce(segment.metric, 'null')));
  end if;
  if measured.kind = 'quantile' or measured.cap_quantile is not null then
    perform report.refuse('422', 'not_in_segments', 'metric',
      format('%s is a quantile or has a cap at one, which segments are not made of', segment.metric));
  end if;
  return query
  with first_exposure as (
    select distinct on (x.unit_id) x.unit_id, x.attributes ->> segment.attribute as value, x.occurred_at
    from fact.exposure x
    where x.experiment_id = reported.experiment_id
      and x.arrival <= case x.source when 0 then batch.feed_exposure_to else batch.import_exposure_to end
    order by x.unit_id, x.occurred_at, x.id
  ),
  exposed as materialized (
    select e.unit_no, e.phase_id, e.variant_id, v.is_control, x.value
    from rollup.first_exposures_of(reported.experiment_id, batch) e
    join splitplot.variant v on v.variant_id = e.variant_id
    join rollup.unit u on u.unit_no = e.unit_no
    join first_exposure x on x.unit_id = u.unit_id
    where (e.first_exposed_at at time zone 'UTC')::date < rollup.ripe_before(measured, batch.visible_at)
  ),
  ranked as materialized (
    select s.value, row_number() over (order by s.units desc, s.value) as place
    from (select e.value, count(*) as units from exposed e group by e.value) s
  ),
  measured_unit as (
    select
      least(r.place, segments_max + 1)::integer as place, e.phase_id, e.variant_id, e.is_control,
      coalesce(case when measured.cap is null then m.value else m.second end, 0) as y,
      case when measured.kind = 'ratio' then coalesce(m.second, 0) else 0 end as z
    from exposed e
    join ranked r on r.value is not distinct from e.value
    left join rollup.unit_metrics_of(reported.experiment_id, batch) m
      on m.unit_no = e.unit_no and m.metric_id = measured.metric_id
  ),
  known as materialized (
    select array_agg(a) as arms
    from (
      select
        u.place, u.phase_id, u.variant_id, u.is_control, count(*) as n, sum(u.y) as y, sum(u.y * u.y) as yy,
        sum(u.z) as z, sum(u.z * u.z) as zz, sum(u.y * u.z) as yz
      from measured_unit u
      group by u.place, u.phase_id, u.variant_id, u.is_control
    ) s
    cross join lateral report.arm_of(
      s.place, s.phase_id, s.variant_id, s.is_control, measured.kind, s.n, s.y, s.yy, 0, 0, 0, s.z, s.zz, s.yz, 0, null) a
  ),
  total as materialized (
    select t.* from known k cross join lateral report.totals(k.arms) t
  ),
  compared as materialized (
    select c.* from known k cross join lateral report.comparisons(k.arms, report.level(reported)) c
  ),
  adjusted as (
    select q.*
    from (
      select
        array_agg(c.metric_id) as places, array_agg(c.variant_id) as variant_ids,
        stats.benjamini_hochberg(array_agg(c.p_value)) as p_values
      from compared c
      where c.p_value is not null
    ) f
    cross join lateral unnest(f.places, f.variant_ids, f.p_values) q(place, variant_id, p_value)
  )
  select
    case when p.place > segments_max then '(others)' else r.value end, v.key, coalesce(control.n, 0), coalesce(t.n, 0),
    control.mean, t.mean, c.difference, c.standard_error, c.interval_low, c.interval_high, c.p_value, q.p_value,
    coalesce(c.state, 'insufficient_data')
  from (select distinct least(r.place, segments_max + 1)::integer as place from ranked r) p
  left join ranked r on r.place = p.place
  join splitplot.variant v on v.experiment_id = reported.experiment_id and not v.is_control
  left join splitplot.variant c_variant on c_variant.experiment_id = reported.experiment_id and c_variant.is_control
  left join total control on control.metric_id = p.place and control.variant_id = c_variant.variant_id
  left join total t on t.metric_id = p.place and t.variant_id = v.variant_id
  left join compared c on c.metric_id = p.place and c.variant_id = v.variant_id
  left join adjusted q on q.place = p.place and q.variant_id = v.variant_id
  order by p.place, v.position;
end
$$;

comment on function report.segment(text, text, text, timestamptz) is
  'A metric within each value that an attribute had at the units'' first exposure (null: it had none; "(others)": all but '
  'the 20 largest): units and means of control and variant, difference with Welch''s test and interval, p-value adjusted '
  'over segments and variants (Benjamini-Hochberg). SP404 unknown_experiment, unknown_metric; SP422 not_in_segments, facts_dropped.';

grant execute on function report.segment(text, text, text, timestamptz) to splitplot_analyst;
