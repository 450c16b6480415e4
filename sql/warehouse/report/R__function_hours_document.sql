-- hours_document(experiment, as_of): the primary metrics in the 48 hours before an instant as JSON, for plots.

create or replace function report.hours_document(experiment text, as_of timestamptz default null)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
  instant constant timestamptz := report.instant(as_of);
  batch constant etl.batch := report.batch_at(instant);
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
          jsonb_build_object('variant', v.key, 'hours', jsonb_agg(jsonb_build_object(
            'hour', to_char(h.hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'),
            'new_units', h.new_units, 'units', h.units, 'events', h.events, 'total', h.total,
            'denominator', case when m.kind = 'ratio' then h.denominator end, 'rate', h.rate) order by h.hour)) as document
        from report.hours(reported.experiment_id, em.metric_id, batch, instant - interval '47 hours', instant) h
        join splitplot.variant v on v.variant_id = h.variant_id
        group by v.position, v.key
      ) of_variant
    ) found
    where em.experiment_id = reported.experiment_id and em.role = 'primary' and found.variants is not null
  );
end
$$;

comment on function report.hours_document(text, timestamptz) is
  'Array of metric, kind, currency and variants; of each variant the hours, see report.hours(). Empty when nothing was '
  'seen in these 48 hours. SP404 unknown_experiment.';

grant execute on function report.hours_document(text, timestamptz) to splitplot_analyst, splitplot_reporter;
