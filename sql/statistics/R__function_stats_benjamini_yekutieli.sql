-- benjamini_yekutieli(p): adjusted p-values that keep the false discovery rate, in the order given.
--
-- Benjamini and Yekutieli (2001), "The control of the false discovery rate in multiple testing
-- under dependency", Ann. Stat. 29: Benjamini-Hochberg times 1 + 1/2 + ... + 1/m. Valid under any
-- dependence. A null stays null and does not
-- count to m.

create or replace function stats.benjamini_yekutieli(p float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_p_values('stats.benjamini_yekutieli', p);
  return (
    with ranked as (
      select i, v, count(v) over () as m, row_number() over (order by v) as rank
      from unnest(p) with ordinality as given (v, i)
    ),
    dependence as (
      select sum(1::float8 / rank) as factor from ranked where v is not null
    ),
    adjusted as (
      select i, least(1, min(factor * m * v / rank) over (order by v desc)) as q
      from ranked
      cross join dependence
      where v is not null
    )
    select coalesce(array_agg(q order by i), '{}')
    from ranked
    left join adjusted using (i)
  );
end
$$;

comment on function stats.benjamini_yekutieli(float8[]) is
  'Benjamini-Yekutieli-adjusted p-values (false discovery rate, any dependence), in the '
  'order given. A null stays null and does not count; a p outside 0 to 1 raises 22023.';
