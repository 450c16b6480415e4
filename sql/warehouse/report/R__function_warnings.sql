-- warnings(experiment, state, units, lines): what a reader must know before using the numbers.

create or replace function report.warnings(
  experiment splitplot.experiment, state text, units bigint, lines report.line[])
  returns text[]
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  with given as (
    select
      report.method_of(experiment, 'primary') as kind,
      (experiment.method ->> 'planned_units')::bigint as planned_units,
      state in ('running', 'paused') as is_running,
      (select max(l.look) from unnest(lines) l) as look
  )
  select coalesce(array_agg(w.warning order by w.place), '{}')
  from given g
  cross join lateral (
    values
      (1, case when g.kind = 'fixed_horizon' and g.is_running
          and (g.planned_units is null or units < g.planned_units)
        then 'p-values and intervals are of a fixed horizon: they hold for one look at the '
          || coalesce('planned sample of ' || g.planned_units || ' units', 'final sample')
          || ', and watching them while the experiment runs finds false winners'
      end),
      (2, case when g.kind = 'fixed_horizon' and g.look > 1 and (g.is_running or units < g.planned_units) then
        format('this is look %s at an experiment of a fixed horizon: whoever stops it because of what they see has more '
          'false winners than alpha allows', g.look)
      end),
      (3, case when g.kind = 'fixed_horizon' and units < g.planned_units and state in ('stopped', 'concluded')
        then 'the experiment ended before its planned sample: if its results were the reason, p-values are too small'
      end),
      (4, case when (select count(*) from unnest(lines) l where l.role = 'primary' and l.p_value is not null) > 1
        then 'p_value_adjusted takes account of the number of primary comparisons; intervals do not'
      end),
      (5, case when exists (select from unnest(lines) l where l.phases_used > 1)
        then 'differences are made within phases and combined: they are not the differences of the means shown'
      end),
      (6, case
        when g.is_running and exists (
          select from splitplot.experiment_metric em join splitplot.metric m using (metric_id)
          where em.experiment_id = experiment.experiment_id and m.metric_window is not null and m.unripe = 'so_far')
        then 'units whose metric window is still open are measured so far'
      end),
      (7, case when (select count(distinct l.variant) from unnest(lines) l where l.p_value is not null) > 1
        then 'the variants are compared with the same control, so chance moves their results in the same direction'
      end)
  ) w(place, warning)
  where w.warning is not null
  );
end
$$;

comment on function report.warnings(splitplot.experiment, text, bigint, report.line[]) is
  'Sentences that restrict what the report''s numbers mean; an empty array when there are none.';

grant execute on function report.warnings(splitplot.experiment, text, bigint, report.line[]) to splitplot_analyst, splitplot_reporter;
