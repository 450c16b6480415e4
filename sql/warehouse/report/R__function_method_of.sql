-- method_of(experiment, role): how a metric of that role is judged.
--
-- The declared method is that of primary metrics. The boundaries of a group-sequential test are computed for these; the
-- other metrics of such an experiment are looked at as often, so they are judged by what holds at every look.

create or replace function report.method_of(experiment splitplot.experiment, role text)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select case
    when experiment.method ->> 'kind' = 'group_sequential' and role <> 'primary' then 'always_valid'
    else coalesce(experiment.method ->> 'kind', 'fixed_horizon')
  end
$$;

comment on function report.method_of(splitplot.experiment, text) is
  'fixed_horizon, always_valid or group_sequential, by what was declared before the start and the metric''s role.';

grant execute on function report.method_of(splitplot.experiment, text) to splitplot_analyst, splitplot_reporter;
