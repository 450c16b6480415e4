-- series_document(experiment, as_of): the primary metrics by days of first exposure as JSON, for plots.

create or replace function report.series_document(experiment text, as_of timestamptz default null)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
  batch constant etl.batch := report.batch_at(report.instant(as_of));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'metric', m.key, 'kind', m.kind, 'currency', m.currency, 'variants', found.variants) order by m.key), '[]')
    from splitplot.experiment_metric em
    join splitplot.metric m on m.metric_id = em.metric_id
    cross join lateral (
      select jsonb_agg(of_variant.document order by of_variant.position) as variants
      from (
        select
          v.position,
          jsonb_build_object(
            'variant', v.key,
            'novelty', case when n.p_value is not null
              then jsonb_build_object('slope', n.slope, 'standard_error', n.standard_error, 'p_value', n.p_value) end,
            'days', jsonb_agg(jsonb_build_object(
              'day', s.day, 'new_units', s.new_units, 'units', s.units, 'difference', s.difference,
              'interval', case when s.interval_low is not null
                then jsonb_build_array(s.interval_low, s.interval_high) end,
              'day_difference', s.day_difference) order by s.day)) as document
        from (
          select
            d.*,
            array_agg((d.day - date '2000-01-01')::float8) over w as days,
            array_agg(d.day_difference) over w as differences,
            array_agg(d.day_standard_error) over w as standard_errors
          from report.series(reported, em.metric_id, batch) d
          window w as (
            partition by d.variant_id order by d.day rows between unbounded preceding and unbounded following)
        ) s
        join splitplot.variant v on v.variant_id = s.variant_id
        cross join lateral report.novelty(s.days, s.differences, s.standard_errors) n
        group by v.position, v.key, n.slope, n.standard_error, n.p_value
      ) of_variant
    ) found
    where em.experiment_id = reported.experiment_id and em.role = 'primary' and found.variants is not null
  );
end
$$;

comment on function report.series_document(text, timestamptz) is
  'Array of metric, kind, currency and variants; of each variant, novelty (slope a day, standard_error, p_value; null: '
  'cannot be told, as of the control) and days, see report.series(). SP404 unknown_experiment.';

grant execute on function report.series_document(text, timestamptz) to splitplot_analyst, splitplot_reporter;
