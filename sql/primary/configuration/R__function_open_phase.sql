-- open_phase(experiment_id, mode, traffic_ppm, targeting, salt, variants): ends the phase in force and begins the next.
--
-- Traffic that the experiment does not own yet is allocated; traffic that it gives up stays its own, so that
-- the units which were exposed in it meet no other experiment of the layer.

create or replace function splitplot.open_phase(
  experiment_id integer, mode text, traffic_ppm integer, targeting jsonb, salt text, variants jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  opened_phase integer;
  owner splitplot.experiment;
  owned_count integer;
begin
  select e.* into strict owner from splitplot.experiment e where e.experiment_id = open_phase.experiment_id;
  if exists (
    select from splitplot.phase p
    where p.experiment_id = open_phase.experiment_id and lower(p.valid) = instant)
  then
    perform splitplot.refuse('409', 'changed_twice', null,
      format('experiment %s was changed in this transaction already', owner.key), 'commit in between');
  end if;
  update splitplot.phase p
  set valid = tstzrange(lower(p.valid), instant)
  where p.experiment_id = open_phase.experiment_id and not isempty(p.valid) and upper_inf(p.valid);

  insert into splitplot.phase (experiment_id, number, mode, traffic_ppm, targeting, salt)
  select open_phase.experiment_id, max(p.number) + 1, open_phase.mode, open_phase.traffic_ppm, open_phase.targeting,
    open_phase.salt
  from splitplot.phase p
  where p.experiment_id = open_phase.experiment_id
  returning phase_id into opened_phase;
  insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
  select opened_phase, v.variant_id, open_phase.experiment_id, v.weight_ppm, v.parameters
  from jsonb_to_recordset(variants) as v(variant_id integer, weight_ppm integer, parameters jsonb);

  if owner.assignment = 'splitplot' then
    select coalesce(sum(upper(a.buckets) - lower(a.buckets)), 0) into owned_count
    from splitplot.allocation a
    where a.experiment_id = open_phase.experiment_id and upper_inf(a.valid);
    if traffic_ppm > owned_count then
      perform splitplot.allocate_buckets(
        owner.layer_id, traffic_ppm - owned_count, 'experiment', open_phase.experiment_id);
    end if;
  end if;
  update splitplot.phase p
  set valid = tstzrange(instant, null)
  where p.phase_id = opened_phase;
end
$$;

comment on function splitplot.open_phase(integer, text, integer, jsonb, text, jsonb) is
  'Begins a phase at the configuration instant. variants: array of {variant_id, weight_ppm, parameters}, one for each '
  'variant. SP409 when the layer has too little free traffic, or the phase in force began in this transaction.';
