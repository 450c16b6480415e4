-- guard_layer_salt(): trigger function: the salt of a layer whose buckets were given to anybody never changes.

create or replace function splitplot.guard_layer_salt()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from splitplot.allocation a where a.layer_id = old.layer_id) then
    perform splitplot.refuse('409', 'in_force', 'salt',
      format('the salt of layer %s cannot change: it has divided units already', old.key), 'make another layer');
  end if;
  return new;
end
$$;

comment on function splitplot.guard_layer_salt() is 'Refuses (SP409) another salt for a layer that has had an owner of buckets.';
