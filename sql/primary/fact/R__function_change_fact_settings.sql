-- change_fact_settings(change): how facts are taken and kept from now on.

create or replace function splitplot.change_fact_settings(change jsonb)
  returns jsonb
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set intervalstyle = 'iso_8601'
as $$
declare
  changed splitplot.fact_setting;
begin
  select s.* into changed from splitplot.fact_setting s for update;
  changed := jsonb_populate_record(changed, change - 'is_the_only_row');
  update splitplot.fact_setting
  set (future_max, future_policy, past_max, unknown_events, ids_kept, facts_kept, days_ahead)
    = (changed.future_max, changed.future_policy, changed.past_max, changed.unknown_events, changed.ids_kept,
       changed.facts_kept, changed.days_ahead);
  return to_jsonb(changed) - 'is_the_only_row';
end
$$;

comment on function splitplot.change_fact_settings(jsonb) is
  'Changes the columns of fact_setting that the object names, lengths of time as ISO 8601 durations; gives them all. A '
  'setting that contradicts another is refused by its constraint.';

grant execute on function splitplot.change_fact_settings(jsonb) to splitplot_api;
