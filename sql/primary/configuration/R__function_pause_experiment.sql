-- pause_experiment(experiment_key, shows, expected_version, reason): nobody enters a running experiment any more.
--
-- What the units of its traffic see meanwhile is to be chosen: the control (nothing is recorded then; this is
-- the kill switch), or each unit that was exposed its variant and all others nothing. While it is paused the other can
-- be chosen too, since a kill switch must not ask for a moment of running first.

create or replace function splitplot.pause_experiment(
  experiment_key text, shows text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  pausing splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  current_phase splitplot.phase := splitplot.phase_in_force(pausing.experiment_id);
begin
  if shows is null or shows not in ('control', 'variant') then
    perform splitplot.refuse('422', 'unknown_value', 'show', 'a paused experiment shows control or variant');
  end if;
  if pausing.state <> 'running' and (pausing.state <> 'paused' or current_phase.mode = 'paused_' || shows) then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a running one can be paused, or one that shows something else', experiment_key,
             case when pausing.archived_at is null then pausing.state else 'archived' end));
  end if;
  perform splitplot.open_phase(
    pausing.experiment_id, 'paused_' || shows, 0, current_phase.targeting, current_phase.salt,
    splitplot.phase_variants(current_phase.phase_id));
  update splitplot.experiment
  set state = 'paused', version = version + 1
  where experiment_id = pausing.experiment_id;
end
$$;

comment on function splitplot.pause_experiment(text, text, integer, text) is
  'Pauses a running experiment at the configuration instant, or lets a paused one show the other; shows is control or '
  'variant. SP404, SP409 not running, SP412, SP422.';

grant execute on function splitplot.pause_experiment(text, text, integer, text) to splitplot_api;
