-- holm(p): adjusted p-values that keep the family-wise error, in the order given.
--
-- Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Stat. 6: the
-- running maximum of (m - rank + 1) p. Valid under any dependence. A null stays null and does not
-- count to m.

create or replace function stats.holm(p float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_p_values('stats.holm', p);
  return (
    with ranked as (
      select i, v, count(v) over () as m, row_number() over (order by v) as rank
      from unnest(p) with ordinality as given (v, i)
    ),
    adjusted as (
      select i, least(1, max((m - rank + 1) * v) over (order by v)) as q
      from ranked
      where v is not null
    )
    select coalesce(array_agg(q order by i), '{}')
    from ranked
    left join adjusted using (i)
  );
end
$$;

comment on function stats.holm(float8[]) is
  'Holm-adjusted p-values (family-wise error, any dependence), in the '
  'order given. A null stays null and does not count; a p outside 0 to 1 raises 22023.';
