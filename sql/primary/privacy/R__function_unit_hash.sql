-- unit_hash(unit_type, unit_id): what is kept of a unit that is forgotten.
--
-- Keyed, because ids are few and can be tried: who has the table and not the key learns nothing from it.

create or replace function splitplot.unit_hash(unit_type text, unit_id text)
  returns bytea
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select sha256(k.key || sha256(k.key || convert_to(unit_type || E'\n' || unit_id, 'UTF8')))
  from splitplot.unit_hash_key k
$$;

comment on function splitplot.unit_hash(text, text) is
  'SHA-256 of the unit under the installation''s key, applied twice so that it cannot be lengthened.';
