-- hochberg(p): adjusted p-values that keep the family-wise error, in the order given.
--
-- Hochberg (1988), "A sharper Bonferroni procedure for multiple tests of significance", Biometrika
-- 75: the running minimum, from the largest p down, of (m - rank + 1) p. Valid for independent or
-- positively dependent tests. A null stays null and does not
-- count to m.

create or replace function stats.hochberg(p float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_p_values('stats.hochberg', p);
  return (
    with ranked as (
      select i, v, count(v) over () as m, row_number() over (order by v) as rank
      from unnest(p) with ordinality as given (v, i)
    ),
    adjusted as (
      select i, least(1, min((m - rank + 1) * v) over (order by v desc)) as q
      from ranked
      where v is not null
    )
    select coalesce(array_agg(q order by i), '{}')
    from ranked
    left join adjusted using (i)
  );
end
$$;

comment on function stats.hochberg(float8[]) is
  'Hochberg-adjusted p-values (family-wise error, positive dependence), in the '
  'order given. A null stays null and does not count; a p outside 0 to 1 raises 22023.';
