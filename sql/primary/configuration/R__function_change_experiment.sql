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
  new_salt text := former.salt;
  new_variants jsonb;
begin
  perform splitplot.check_change(changing, former, change);
  if changing.state = 'draft' then
    perform splitplot.change_draft(changing.experiment_id, change);
  else
    new_variants := splitplot.changed_variants(changing.experiment_id, former.phase_id, change -> 'variants');
    if changing.assignment = 'splitplot'
      and splitplot.weights_of(new_variants) <> splitplot.weights_of(splitplot.phase_variants(former.phase_id))
    then
      new_salt := splitplot.salt_for_weights(experiment_key, new_variants, change ->> 'salt', former.salt);
    elsif change ->> 'salt' = 'new' then
      new_salt := gen_random_uuid()::text;
    end if;
    perform splitplot.open_phase(
      changing.experiment_id, former.mode, coalesce((change ->> 'traffic_ppm')::integer, former.traffic_ppm),
      case when change ? 'targeting' then nullif(change -> 'targeting', 'null') else former.targeting end,
      new_salt, new_variants);
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
