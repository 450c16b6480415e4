-- start_experiment(experiment_key, expected_version, reason): puts a draft's first phase into force.
--
-- An external experiment owns no buckets: another system assigns its units.

create or replace function splitplot.start_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  starting splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  traffic integer;
begin
  if starting.state <> 'draft' or starting.archived_at is not null then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a draft can be started', experiment_key,
             case when starting.archived_at is null then starting.state else 'archived' end), '');
  end if;
  select p.traffic_ppm into traffic
  from splitplot.phase p
  where p.experiment_id = starting.experiment_id and p.number = 1;
  if not found then
    perform splitplot.refuse('409', 'no_phase', null,
      format('experiment %s has no phase 1, so it has no variants to assign', experiment_key),
      'give it its variants and their weights first');
  end if;
  if starting.assignment = 'splitplot' then
    perform splitplot.require_shared_control(starting);
    perform splitplot.allocate_buckets(starting.layer_id, traffic, 'experiment', starting.experiment_id);
  end if;
  update splitplot.phase
  set valid = tstzrange(instant, null)
  where experiment_id = starting.experiment_id and number = 1;
  update splitplot.experiment
  set state = 'running', started_at = instant, version = version + 1
  where experiment_id = starting.experiment_id;
end
$$;

comment on function splitplot.start_experiment(text, integer, text) is
  'Starts a draft: allocates its buckets and opens its first phase, at the configuration instant. '
  'SP404 unknown, SP409 not a draft, without a phase, or too little free traffic, SP412 another version.';

grant execute on function splitplot.start_experiment(text, integer, text) to splitplot_api;
