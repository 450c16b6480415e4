-- stored_variants(experiment_ids, unit_ids): which variants units were first exposed to, for many at once.
--
-- As known now, and not at the instant of a plan: what was stored a moment ago counts already.

create or replace function splitplot.stored_variants(experiment_ids integer[], unit_ids text[])
  returns table (place integer, variant_id integer)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select asked.place::integer, f.variant_id
  from unnest(experiment_ids, unit_ids) with ordinality as asked(experiment_id, unit_id, place)
  left join splitplot.first_assignment f using (experiment_id, unit_id)
$$;

comment on function splitplot.stored_variants(integer[], text[]) is
  'One row for each pair, by its place from 1; the variant is null when no first assignment is stored. The unit ids are '
  'those that deciding_unit gives.';

grant execute on function splitplot.stored_variants(integer[], text[]) to splitplot_api, splitplot_analyst;
