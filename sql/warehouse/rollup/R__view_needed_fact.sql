-- needed_fact: from which day of arrival on each experiment needs facts, and for how long it will.
--
-- Exposures from the first one on, and before that the events of covariates: all of them where a covariate has no window.
-- An experiment that is over gets nothing new when the last window of its last unit has closed; a metric without a window
-- counts until then, too. What cannot be said, because the configuration is away, counts as running.

create or replace view rollup.needed_fact as
select
  m.experiment_id,
  e.key,
  e.state,
  case
    when m.has_any_covariate then date '-infinity'
    else (coalesce(t.first_day, (now() at time zone 'UTC')::date) - m.covariate_span)::date - b.lead_days
  end as since,
  coalesce(case when e.state in ('stopped', 'concluded') then e.stopped_at + m.metric_span end, 'infinity') as measured_until,
  s.experiment_id is not null as is_sealed
from (
  select
    r.experiment_id,
    bool_or(r.covariate_event is not null and r.covariate_window is null) as has_any_covariate,
    coalesce(max(r.covariate_window), '0') as covariate_span,
    coalesce(max(r.metric_window + coalesce(r.net_within, '0')), '0') as metric_span
  from rollup.measured r
  group by r.experiment_id
  union all
  select distinct t.experiment_id, false, interval '0', interval '0'
  from rollup.traffic t
  where not exists (select from rollup.measured r where r.experiment_id = t.experiment_id)
) m
cross join (select * from etl.batch order by batch_id desc limit 1) b
left join splitplot.experiment e on e.experiment_id = m.experiment_id
left join (
  select t.experiment_id, min(t.day) as first_day
  from rollup.traffic t
  where t.unit_count <> 0
  group by t.experiment_id
) t on t.experiment_id = m.experiment_id
left join rollup.sealed s on s.experiment_id = m.experiment_id
where e.state is distinct from 'draft' and (t.experiment_id is not null or e.state in ('running', 'paused'));

comment on view rollup.needed_fact is 'One row for each experiment that facts were rolled up of, or will be.';
comment on column rollup.needed_fact.key is 'Null while the configuration is away.';
comment on column rollup.needed_fact.since is 'No fact that arrived before this day counts for it.';
comment on column rollup.needed_fact.measured_until is 'Facts can change it until then; infinity while it is not over.';

grant select on rollup.needed_fact to splitplot_analyst, splitplot_etl;
