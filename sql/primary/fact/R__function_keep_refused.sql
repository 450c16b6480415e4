-- keep_refused(fact, items): puts facts aside that a server had acknowledged and that were refused afterwards.
--
-- But not those of a unit that was forgotten meanwhile: nothing of it may be kept.

create or replace function splitplot.keep_refused(fact text, items jsonb)
  returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  kept integer;
begin
  insert into splitplot.refused_fact (fact, code, detail, item)
  select keep_refused.fact, r.code, coalesce(r.detail, ''), r.item
  from jsonb_to_recordset(items) as r(code text, detail text, item jsonb)
  where r.code <> 'unit_forgotten';
  get diagnostics kept = row_count;
  return kept;
end
$$;

comment on function splitplot.keep_refused(text, jsonb) is
  'Stores an array of {code, detail, item} in refused_fact, but for unit_forgotten, and says how many; fact is exposure '
  'or event.';

grant execute on function splitplot.keep_refused(text, jsonb) to splitplot_api;
