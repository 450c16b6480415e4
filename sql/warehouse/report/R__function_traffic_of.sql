-- traffic_of(experiment_id, batch): units by phase and variant against what the phase promises.
--
-- Sample-ratio mismatch is tested within each phase, on exposed units, because expected shares differ between phases:
-- they come from the weights, and from the buckets of a shared control, whose units are control units, too.
--
-- Left out of the test are variants without weight, and the control when it is shared and the traffic is not what it
-- was: of the shared control's units many were counted in earlier phases already, of the added buckets none, so how
-- many of each are left to enter nobody can tell. The other variants can still be compared with each other.

create or replace function report.traffic_of(experiment_id integer, batch etl.batch)
  returns table (
    phase_id integer, phase integer, valid tstzrange, variant_id integer, variant text, "position" integer,
    is_control boolean, unit_count bigint, multiple_count bigint, share float8, expected_share float8,
    ratio_statistic float8, ratio_degrees_of_freedom integer, ratio_p_value float8, expected_minimum float8,
    is_tested boolean)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with cell as (
    select
      p.phase_id, p.number, p.valid, v.variant_id, v.key, v.position, v.is_control,
      coalesce(t.unit_count, 0) as unit_count,
      coalesce(t.multiple_count, 0) as multiple_count,
      expected.share,
      expected.share > 0 and not (v.is_control and not isempty(coalesce(pp.shared_buckets, '{}')) and exists (
        select
        from splitplot.phase former
        join splitplot.phase_plan fp on fp.phase_id = former.phase_id
        where former.experiment_id = p.experiment_id
          and former.number < p.number
          and not isempty(fp.open_buckets)
          and (fp.open_buckets, fp.shared_buckets) <> (pp.open_buckets, pp.shared_buckets))) as is_tested
    from splitplot.phase p
    join splitplot.variant v on v.experiment_id = p.experiment_id
    left join splitplot.phase_plan pp on pp.phase_id = p.phase_id
    left join splitplot.phase_variant pv on pv.phase_id = p.phase_id and pv.variant_id = v.variant_id
    cross join lateral (
      select coalesce(
        pp.expected_shares[array_position(pp.variant_ids, v.variant_id)], pv.weight_ppm / 1000000.0, 0)::float8 as share
    ) expected
    left join (
      select
        d.phase_id, d.variant_id,
        sum(d.unit_count)::bigint as unit_count, sum(d.multiple_count)::bigint as multiple_count
      from rollup.traffic_at(traffic_of.experiment_id, batch) d
      group by d.phase_id, d.variant_id
    ) t on t.phase_id = p.phase_id and t.variant_id = v.variant_id
    where p.experiment_id = traffic_of.experiment_id
  ),
  ratio as materialized (
    select tested.phase_id, r.*
    from (
      select
        c.phase_id,
        array_agg(c.unit_count order by c.position) as observed,
        array_agg(c.share order by c.position) as weights
      from cell c
      where c.is_tested
      group by c.phase_id
      having count(*) > 1
    ) tested
    cross join lateral stats.srm(tested.observed, tested.weights) r
  )
  select
    c.phase_id, c.number, c.valid, c.variant_id, c.key, c.position, c.is_control, c.unit_count, c.multiple_count,
    (c.unit_count / nullif(sum(c.unit_count) over (partition by c.phase_id), 0))::float8,
    c.share, r.statistic, r.degrees_of_freedom, r.p_value, r.expected_minimum, c.is_tested
  from cell c
  left join ratio r on r.phase_id = c.phase_id
$$;

comment on function report.traffic_of(integer, etl.batch) is
  'Exposed units of each phase and variant as known at the batch, their shares, and the sample-ratio test '
  'of the phase; is_tested: whether the test looks at the variant.';

grant execute on function report.traffic_of(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
