-- due_comparisons(experiment, batch, instant): the group-sequential comparisons that are to be analysed now.
--
-- One is due when its information has passed the next of the planned looks, which lie evenly between 0 and the planned
-- information, or when it is complete, or when the experiment has ended. Numbers of units decide that and never the
-- effect, which is what makes the spending of alpha valid. What has been decided is not analysed again.

create or replace function report.due_comparisons(
  experiment splitplot.experiment, batch etl.batch, instant timestamptz)
  returns table (
    metric_id integer, variant_id integer, difference float8, standard_error float8, information float8,
    is_final boolean, earlier_information float8[], earlier_boundaries float8[])
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with known as materialized (
    select array_agg(a) as arms from report.arms(experiment.experiment_id, batch) a
  ),
  given as (
    select
      coalesce((experiment.method ->> 'looks')::integer, 14) as looks,
      report.state_at(experiment, instant) in ('stopped', 'concluded') as has_ended
  ),
  comparison as materialized (
    select
      c.metric_id, c.variant_id, c.difference, c.standard_error, c.effective_units / p.effective_units as information,
      earlier.information as earlier_information, earlier.boundaries as earlier_boundaries,
      coalesce(earlier.is_decided, false) as is_decided
    from known k
    cross join lateral report.comparisons(k.arms, report.level(experiment)) c
    join splitplot.experiment_metric em
      on em.experiment_id = experiment.experiment_id and em.metric_id = c.metric_id and em.role = 'primary'
    join report.planned_information(experiment) p on p.variant_id = c.variant_id
    cross join lateral (
      select
        coalesce(array_agg(ac.information order by ac.number), '{}') as information,
        coalesce(array_agg(ac.boundary order by ac.number), '{}') as boundaries,
        bool_or(ac.is_crossed or ac.is_final) as is_decided
      from report.analysis_comparison ac
      where ac.experiment_id = experiment.experiment_id and ac.metric_id = c.metric_id
        and ac.variant_id = c.variant_id) earlier
    where experiment.method ->> 'kind' = 'group_sequential' and c.state = 'ok'
  )
  select
    c.metric_id, c.variant_id, c.difference, c.standard_error, c.information, c.information >= 1 or g.has_ended,
    c.earlier_information, c.earlier_boundaries
  from comparison c
  cross join given g
  cross join lateral (select coalesce(c.earlier_information[cardinality(c.earlier_information)], 0)) last(information)
  where not c.is_decided
    and c.information > last.information
    and (g.has_ended or c.information >= 1 or floor(c.information * g.looks) > floor(last.information * g.looks))
  order by c.metric_id, c.variant_id
$$;

comment on function report.due_comparisons(splitplot.experiment, etl.batch, timestamptz) is
  'Primary comparisons to analyse at the batch: estimate, information (1 is the planned end, more is beyond it), whether '
  'nothing more will come after it, and information and boundaries of the earlier analyses, in their order.';

grant execute on function report.due_comparisons(splitplot.experiment, etl.batch, timestamptz)
  to splitplot_analyst, splitplot_reporter;
