-- experiment_overview: a row for each experiment, for tools that read tables.

create or replace view report.experiment_overview as
select
  e.key as experiment, e.state, e.started_at, e.stopped_at,
  coalesce(o.unit_count, 0) as units, coalesce(o.multiple_count, 0) as units_of_several_variants,
  o.first_day, o.last_day, o.last_hour, r.refreshed_at, r.data_as_of
from splitplot.experiment e
left join rollup.experiment_overview o using (experiment_id)
join rollup.refreshed r on r.view_name = 'experiment_overview';

comment on view report.experiment_overview is 'All experiments with their units; refreshed every half minute.';
comment on column report.experiment_overview.units_of_several_variants is 'Those of the units that saw other variants, too.';
comment on column report.experiment_overview.first_day is 'Day (UTC) on which the first unit was exposed; null: none yet.';
comment on column report.experiment_overview.last_day is 'Day (UTC) on which the newest unit was exposed first.';
comment on column report.experiment_overview.last_hour is 'The hour of that.';
comment on column report.experiment_overview.refreshed_at is 'When this view was refreshed.';
comment on column report.experiment_overview.data_as_of is 'From when on reports showed the batch that this view shows.';

grant select on report.experiment_overview to splitplot_analyst, splitplot_reporter;
