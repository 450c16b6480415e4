-- note_key_use(keys, used_at): writes down when keys were last used, each key with its time.

create or replace function splitplot.note_key_use(keys integer[], used_at timestamptz[])
  returns void
  language sql security definer
  set search_path = pg_catalog, pg_temp
as $$
  insert into splitplot.api_key_use as u (api_key_id, used_at)
  select k.api_key_id, used.at
  from unnest(note_key_use.keys, note_key_use.used_at) as used(api_key_id, at)
  join splitplot.api_key k on k.api_key_id = used.api_key_id
  order by k.api_key_id -- servers that write at the same time wait for each other in one order
  on conflict (api_key_id) do update
  set used_at = greatest(u.used_at, excluded.used_at)
$$;

comment on function splitplot.note_key_use(integer[], timestamptz[]) is
  'Notes when keys were last used; an older time than the one that is known changes nothing. Unknown keys are skipped.';

grant execute on function splitplot.note_key_use(integer[], timestamptz[]) to splitplot_api;
