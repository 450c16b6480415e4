-- overrule_ramp(): trigger function: who changes an experiment by hand has the last word over its ramp.
--
-- A ramp that went on after somebody lowered the traffic would undo what they did. So every phase that the ramp did
-- not open itself puts it on hold, and the end of the experiment is the end of the ramp.

create or replace function splitplot.overrule_ramp()
  returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  overruled splitplot.ramp;
  is_over boolean := tg_table_name = 'experiment';
  cause text := case when tg_table_name = 'experiment' then 'the experiment was stopped' else
    'the experiment was changed by hand: it is ' || replace(to_jsonb(new) ->> 'mode', '_', ', showing the ')
    || ', with a traffic of ' || trim_scale((to_jsonb(new) ->> 'traffic_ppm')::integer / 1000000.0) end;
begin
  update splitplot.ramp r
  set state = case when is_over then 'cancelled' else 'holding' end
  where r.experiment_id = new.experiment_id
    and (r.state = 'running' and r.acted_at <> splitplot.configuration_instant()
      or r.state in ('running', 'holding') and is_over)
  returning r.* into overruled;
  if found then
    insert into splitplot.ramp_event
      (ramp_id, experiment_id, occurred_at, actor, action, from_step, to_step, reason)
    values
      (overruled.ramp_id, overruled.experiment_id, splitplot.configuration_instant(),
       coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user),
       case when is_over then 'cancel' else 'hold' end, overruled.step, overruled.step,
       concat_ws('; ', cause, nullif(current_setting('splitplot.reason', true), '')));
  end if;
  return null;
end
$$;

comment on function splitplot.overrule_ramp() is
  'Holds the running ramp of an experiment whose phase was opened by somebody else, and cancels that of a stopped one.';
