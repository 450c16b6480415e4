-- hours(experiment_id, metric_id, batch, from_hour, until_hour): what is going on, hour by hour, to watch a launch.
--
-- New units count in the hour of their first exposure, events in the hour when they occurred. Nothing is compared: the units
-- of an hour are not the units whose events it has.

create or replace function report.hours(
  experiment_id integer, metric_id integer, batch etl.batch,
  from_hour timestamptz default null, until_hour timestamptz default null)
  returns table (
    hour timestamptz, variant_id integer, new_units bigint, units bigint, events bigint, total numeric, denominator numeric,
    rate float8)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with happened as materialized (
    select s.hour, s.variant_id, sum(s.event_count)::bigint as events, sum(s.sum_outcome) as total,
      sum(s.sum_denominator) as denominator
    from rollup.hours_at(hours.experiment_id, batch) s
    where s.metric_id = hours.metric_id
    group by s.hour, s.variant_id
  ),
  came as materialized (
    select t.hour, t.variant_id, sum(t.unit_count)::bigint as new_units
    from rollup.hour_traffic_at(hours.experiment_id, batch) t
    group by t.hour, t.variant_id
  ),
  bounds as (
    select greatest(min(k.hour), date_bin('1 hour', from_hour, 'epoch')) as first, least(max(k.hour), until_hour) as last
    from (select hour from happened union all select hour from came) k
    having count(*) > 0
  )
  select
    at.hour, v.variant_id, coalesce(c.new_units, 0), coalesce(u.units, 0),
    coalesce(h.events, 0), coalesce(h.total, 0), coalesce(h.denominator, 0),
    coalesce(h.total, 0)::float8
      / nullif(case m.kind when 'ratio' then coalesce(h.denominator, 0) else u.units end, 0)::float8
  from bounds b
  cross join generate_series(b.first, b.last, '1 hour') at(hour)
  cross join splitplot.variant v
  join splitplot.metric m on m.metric_id = hours.metric_id
  left join came c on c.hour = at.hour and c.variant_id = v.variant_id
  left join happened h on h.hour = at.hour and h.variant_id = v.variant_id
  cross join lateral (
    select sum(k.new_units)::bigint from came k where k.variant_id = v.variant_id and k.hour <= at.hour
  ) u(units)
  where v.experiment_id = hours.experiment_id;
end
$$;

comment on function report.hours(integer, integer, etl.batch, timestamptz, timestamptz) is
  'Of each hour and variant, as known at the batch: units exposed first in the hour and until its end; the metric''s events '
  'in it and what they count in all (see rollup.hour_sum); and the rate: the total by a ratio''s denominator, of other '
  'metrics by the units until then. From the first to the last hour of which anything is known, or within the given ones.';

grant execute on function report.hours(integer, integer, etl.batch, timestamptz, timestamptz)
  to splitplot_analyst, splitplot_reporter;
