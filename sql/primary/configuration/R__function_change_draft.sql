-- change_draft(experiment_id, change): what is named in a change takes the place of what a draft has.

create or replace function splitplot.change_draft(experiment_id integer, change jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  draft_phase splitplot.phase := splitplot.phase_in_force(experiment_id);
  unknown_metric text;
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
    delete from splitplot.phase_variant pv where pv.phase_id = draft_phase.phase_id;
    delete from splitplot.variant v where v.experiment_id = change_draft.experiment_id;
    insert into splitplot.variant (experiment_id, key, position, is_control)
    select change_draft.experiment_id, w.key, w.place, coalesce(w.control, false)
    from rows from (jsonb_to_recordset(change -> 'variants') as (key text, control boolean))
      with ordinality as w(key, control, place);
    insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
    select draft_phase.phase_id, v.variant_id, v.experiment_id, w.weight_ppm, coalesce(w.parameters, '{}')
    from jsonb_to_recordset(change -> 'variants') as w(key text, weight_ppm integer, parameters jsonb)
    join splitplot.variant v on v.experiment_id = change_draft.experiment_id and v.key = w.key;
  end if;

  if change ? 'metrics' then
    delete from splitplot.experiment_metric em where em.experiment_id = change_draft.experiment_id;
    select w.metric into unknown_metric
    from jsonb_to_recordset(change -> 'metrics') as w(metric text)
    where not exists (select from splitplot.metric m where m.key = w.metric)
    limit 1;
    if found then
      perform splitplot.refuse('422', 'unknown_metric', 'metrics', format('there is no metric %s', unknown_metric));
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
  'Changes a draft in place; see change_experiment for the fields. SP422 for an unknown metric.';
