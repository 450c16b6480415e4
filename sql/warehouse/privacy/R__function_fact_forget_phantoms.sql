-- forget_phantoms(until): removes what pg_temp.forgotten_name names from the facts that were put aside. No number is made of
-- them.

create or replace function fact.forget_phantoms(until timestamptz)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from etl.phantom_fact p
  where p.id in (
    select named.id
    from etl.phantom_fact named
    cross join lateral (
      select case named.source_table when 'refused_row' then named.content -> 'content' else named.content end as fact
    ) c
    join pg_temp.forgotten_name n
      on n.name in (c.fact ->> 'unit_id', c.fact ->> 'session_id') or n.name = c.fact -> 'units' ->> n.kind
    where n.kind <> '$order' and (c.fact ->> 'received_at')::timestamptz <= until);
end
$$;

comment on function fact.forget_phantoms(timestamptz) is 'Forgets a person in etl.phantom_fact, facts received up to an instant.';
