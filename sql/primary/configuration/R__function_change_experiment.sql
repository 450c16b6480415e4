-- change_experiment(experiment_key, change, expected_version, reason): other traffic, weights, targeting or parameters.
--
-- A draft is changed in place; a running experiment ends its phase and begins another, and so does the launch
-- of a concluded one. Other weights by the same salt move units between variants that were assigned but not exposed yet:
-- whoever changes weights says whether to take a new salt or to keep the old one, knowing that.

create or replace function splitplot.change_experiment(
  experiment_key text, change jsonb, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  changing splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  former splitplot.phase := splitplot.phase_in_force(changing.experiment_id);
  new_traffic integer := coalesce((change ->> 'traffic_ppm')::integer, former.traffic_ppm);
  new_targeting jsonb := case
    when change ? 'targeting' then nullif(change -> 'targeting', 'null') else former.targeting end;
  new_salt text := former.salt;
  new_variants jsonb;
begin
  if changing.archived_at is not null
    or (changing.state in ('stopped', 'concluded') and (isempty(former.valid) or not upper_inf(former.valid)))
  then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s and cannot be changed any more', experiment_key,
             case when changing.archived_at is null then changing.state else 'archived' end));
  elsif changing.state = 'paused' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is paused', experiment_key), 'resume it, then change it');
  end if;
  if changing.state = 'concluded' and change - 'traffic_ppm' - 'targeting' <> '{}' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is concluded: of its launch only traffic and targeting can change', experiment_key));
  end if;
  if changing.state = 'draft' then
    perform splitplot.change_draft(changing.experiment_id, change);
  else
    perform splitplot.refuse_draft_fields(experiment_key, change);
    new_variants := splitplot.changed_variants(changing.experiment_id, former.phase_id, change -> 'variants');
    if splitplot.weights_of(new_variants) <> splitplot.weights_of(splitplot.phase_variants(former.phase_id)) then
      new_salt := splitplot.salt_for_weights(experiment_key, new_variants, change ->> 'salt', former.salt);
    elsif change ->> 'salt' = 'new' then
      new_salt := gen_random_uuid()::text;
    end if;
    perform splitplot.open_phase(
      changing.experiment_id, former.mode, new_traffic, new_targeting, new_salt, new_variants);
  end if;
  update splitplot.experiment
  set version = version + 1
  where experiment_id = changing.experiment_id;
end
$$;

comment on function splitplot.change_experiment(text, jsonb, integer, text) is
  'Changes what is named in change: traffic_ppm, targeting (null: everybody), variants (array of {key, weight_ppm, '
  'parameters?, control?}; those that are not named get weight 0), salt (new or keep); and of a draft hypothesis, method '
  '{...}, metrics [{metric, role}]. SP404; SP409 weights_move_units, not_enough_traffic, illegal_transition; SP412; SP422.';

grant execute on function splitplot.change_experiment(text, jsonb, integer, text) to splitplot_api;
