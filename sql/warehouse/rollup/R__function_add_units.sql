-- add_units(experiment_ids, unit_ids): stores what the facts say of pairs whose unit may have no number yet; gives what that
-- changed, but for the sums above.

create or replace function rollup.add_units(experiment_ids integer[], unit_ids text[])
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(unit_ids) = 0 then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  insert into rollup.unit (unit_id)
  select distinct asked.unit_id from unnest(unit_ids) asked(unit_id)
  on conflict (unit_id) do nothing;
  return query
  select m.*
  from (
    select array_agg(asked.experiment_id) as experiment_ids, array_agg(u.unit_no) as unit_nos
    from unnest(experiment_ids, unit_ids) as asked(experiment_id, unit_id)
    join rollup.unit u on u.unit_id = asked.unit_id
  ) numbered
  cross join lateral rollup.mend_units(numbered.experiment_ids, numbered.unit_nos) m;
end
$$;

comment on function rollup.add_units(integer[], text[]) is
  'Gives the units of the pairs (two arrays of one length) numbers and stores what the facts say of them; gives each row '
  'that changed.';
