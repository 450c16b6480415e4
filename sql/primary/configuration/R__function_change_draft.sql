-- change_draft(experiment_id, change): what is named in a change takes the place of what a draft has.

create or replace function splitplot.change_draft(experiment_id integer, change jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  draft_phase splitplot.phase := splitplot.phase_in_force(experiment_id);
  unknown_metric record;
begin
  update splitplot.experiment e
  set hypothesis = coalesce(change ->> 'hypothesis', e.hypothesis),
      method = coalesce(nullif(change -> 'method', 'null'), e.method)
  where e.experiment_id = change_draft.experiment_id and change ?| '{hypothesis,method}';
  update splitplot.phase p
  set traffic_ppm = coalesce((change ->> 'traffic_ppm')::integer, p.traffic_ppm),
      targeting = case when change ? 'targeting' then nullif(change -> 'targeting', 'null') else p.targeting end
  where p.phase_id = draft_phase.phase_id and change ?| '{traffic_ppm,targeting}';
  if change ? 'variants' then
    perform splitplot.change_draft_variants(experiment_id, draft_phase.phase_id, change -> 'variants');
  end if;

  if change ? 'metrics' then
    delete from splitplot.experiment_metric em where em.experiment_id = change_draft.experiment_id;
    select w.metric, w.place - 1 as place into unknown_metric
    from rows from (jsonb_to_recordset(change -> 'metrics') as (metric text)) with ordinality as w(metric, place)
    where not exists (select from splitplot.metric m where m.key = w.metric)
    limit 1;
    if found then
      perform splitplot.refuse('422', 'unknown_metric', format('metrics[%s].metric', unknown_metric.place),
        format('there is no metric %s', unknown_metric.metric), 'GET /v1/metrics lists them');
    end if;
    insert into splitplot.experiment_metric (experiment_id, metric_id, role)
    select distinct on (w.metric) change_draft.experiment_id, m.metric_id, w.role
    from jsonb_to_recordset(change -> 'metrics') as w(metric text, role text)
    join splitplot.metric m on m.key = w.metric
    order by w.metric, m.version desc;
  end if;
end
$$;

comment on function splitplot.change_draft(integer, jsonb) is
  'Changes a draft in place; see change_experiment for the fields. SP422 for an unknown metric, SP409 for a variant that '
  'must stay.';
