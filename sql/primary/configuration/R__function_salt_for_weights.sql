-- salt_for_weights(experiment_key, variants, wish, salt): the salt of a phase that has other weights than the last.

create or replace function splitplot.salt_for_weights(experiment_key text, variants jsonb, wish text, salt text)
  returns text
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  told_max constant integer := 10;
  moves text;
begin
  if wish = 'new' then
    return gen_random_uuid()::text;
  elsif wish = 'keep' then
    return salt;
  end if;
  select
    string_agg(format('%s %% from %s to %s (%s exposed)', trim_scale(100 * c.share), c.from_variant, c.to_variant,
                      c.exposed_units), ', ' order by c.place) filter (where c.place <= told_max)
    || case when count(*) > told_max then format(' and %s smaller moves', count(*) - told_max) else '' end
  into moves
  from (
    select w.*, row_number() over (order by w.share desc, w.from_variant, w.to_variant) as place
    from splitplot.weight_change(experiment_key, (
      select jsonb_object_agg(v.key, n.weight_ppm)
      from jsonb_to_recordset(variants) as n(variant_id integer, weight_ppm integer)
      join splitplot.variant v using (variant_id))) w
  ) c;
  perform splitplot.refuse('409', 'weights_move_units', 'variants.weight',
    format('by the salt of experiment %s these weights move units between variants: %s; units that were exposed '
           'keep their variant, the others may have been told another one before', experiment_key, moves),
    'say "salt": "new" to draw the units that were not exposed anew, or "salt": "keep" to move only these');
  return null;
end
$$;

comment on function splitplot.salt_for_weights(text, jsonb, text, text) is
  'A new salt, or the given one, as wished; SP409 weights_move_units with what would happen when nothing is wished.';
