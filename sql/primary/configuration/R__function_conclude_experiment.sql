-- conclude_experiment(experiment_key, decision, variant_key, roll_out_ppm, expected_version, reason): what comes of it.
--
-- What ships can be rolled out at once: the experiment then owns a launch range of its layer, in which every unit
-- sees the winner, until it is archived. Launched units are not recorded, so the report stays as it is.

create or replace function splitplot.conclude_experiment(
  experiment_key text, decision text, variant_key text default null, roll_out_ppm integer default 0,
  expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  concluding splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  last_phase splitplot.phase := splitplot.phase_in_force(concluding.experiment_id);
  winner integer;
begin
  if concluding.state <> 'stopped' or concluding.archived_at is not null then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a stopped one can be concluded', experiment_key,
             case when concluding.archived_at is null then concluding.state else 'archived' end));
  end if;
  if decision is null or decision not in ('ship', 'keep_control', 'inconclusive') then
    perform splitplot.refuse('422', 'unknown_value', 'decision', 'a decision is ship, keep_control or inconclusive');
  elsif coalesce(reason, '') = '' then
    perform splitplot.refuse('422', 'missing_field', 'reason', 'a conclusion says why');
  elsif (decision = 'ship') <> (variant_key is not null) then
    perform splitplot.refuse('422', case when variant_key is null then 'missing_field' else 'unexpected_field' end,
      'variant', 'a variant is named when, and only when, one ships');
  elsif roll_out_ppm not between 0 and 1000000 then
    perform splitplot.refuse('422', 'out_of_range', 'roll_out', 'a share is from 0 to 1');
  elsif roll_out_ppm > 0 and (decision <> 'ship' or concluding.assignment = 'external') then
    perform splitplot.refuse('422', 'unexpected_field', 'roll_out',
      'only a variant that ships, of an experiment that is assigned here, can be rolled out');
  end if;
  if variant_key is not null then
    select v.variant_id into winner
    from splitplot.variant v
    where v.experiment_id = concluding.experiment_id and v.key = variant_key;
    if not found then
      perform splitplot.refuse('422', 'unknown_variant', 'variant',
        format('experiment %s has no variant %s', experiment_key, variant_key));
    end if;
  end if;

  insert into splitplot.conclusion (experiment_id, decision, variant_id, reason, decided_at)
  values (concluding.experiment_id, decision, winner, reason, splitplot.configuration_instant());
  if roll_out_ppm > 0 then
    perform splitplot.open_phase(
      concluding.experiment_id, 'launched', roll_out_ppm, last_phase.targeting, last_phase.salt,
      (select jsonb_agg(v || jsonb_build_object('weight_ppm',
         case when (v ->> 'variant_id')::integer = winner then 1000000 else 0 end))
       from jsonb_array_elements(splitplot.phase_variants(last_phase.phase_id)) as v));
  end if;
  update splitplot.experiment
  set state = 'concluded', version = version + 1
  where experiment_id = concluding.experiment_id;
end
$$;

comment on function splitplot.conclude_experiment(text, text, text, integer, integer, text) is
  'Records the decision (ship with a variant, keep_control, inconclusive) and its reason; roll_out_ppm > 0 shows what '
  'ships to that share of the layer. SP404, SP409 not stopped or too little free traffic, SP412, SP422.';

grant execute on function splitplot.conclude_experiment(text, text, text, integer, integer, text) to splitplot_api;
