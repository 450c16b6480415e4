-- experiment_day: all experiments by metric, variant and day of first exposure, for tools that read tables.
--
-- Sums can be added up: over days, over phases. To compare variants ask report.experiment(), which knows how.

create or replace view report.experiment_day as
select
  e.key as experiment, m.key as metric, m.kind, m.currency, v.key as variant, v.is_control, p.number as phase, d.day,
  d.unit_count as units, d.total, d.sum_of_squares, d.denominator,
  case m.kind
    when 'quantile' then null
    when 'ratio' then d.total / nullif(d.denominator, 0)
    else d.total / d.unit_count
  end as mean,
  r.refreshed_at, r.data_as_of
from rollup.experiment_day d
join splitplot.experiment e using (experiment_id)
join splitplot.metric m using (metric_id)
join splitplot.variant v using (variant_id)
join splitplot.phase p using (phase_id)
join rollup.refreshed r on r.view_name = 'experiment_day';

comment on view report.experiment_day is
  'Units by the day (UTC) of their first exposure, and what they have done since, so far, for each metric; refreshed every '
  'half minute. What is known of an experiment only as long as the primary''s configuration is here.';
comment on column report.experiment_day.total is
  'Sum of the units'' values (money in minor units), capped where the metric has a cap of a fixed value; of a ratio the numerator.';
comment on column report.experiment_day.sum_of_squares is 'Sum of the squares of these values.';
comment on column report.experiment_day.denominator is 'Of a ratio the sum of its denominator; else null.';
comment on column report.experiment_day.mean is 'Total by units, of a ratio by its denominator; null of quantiles.';
comment on column report.experiment_day.refreshed_at is 'When this view was refreshed.';
comment on column report.experiment_day.data_as_of is 'From when on reports showed the batch that this view shows.';

grant select on report.experiment_day to splitplot_analyst, splitplot_reporter;
