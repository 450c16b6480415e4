-- benjamini_hochberg(p): adjusted p-values that keep the false discovery rate, in the order given.
--
-- Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B 57: the running
-- minimum, from the largest p down, of m p / rank. Valid for independent or positively dependent
-- tests. A null stays null and does not
-- count to m.

create or replace function stats.benjamini_hochberg(p float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_p_values('stats.benjamini_hochberg', p);
  return (
    with ranked as (
      select i, v, count(v) over () as m, row_number() over (order by v) as rank
      from unnest(p) with ordinality as given (v, i)
    ),
    adjusted as (
      select i, least(1, min(m * v / rank) over (order by v desc)) as q
      from ranked
      where v is not null
    )
    select coalesce(array_agg(q order by i), '{}')
    from ranked
    left join adjusted using (i)
  );
end
$$;

comment on function stats.benjamini_hochberg(float8[]) is
  'Benjamini-Hochberg-adjusted p-values (false discovery rate, positive dependence), in the '
  'order given. A null stays null and does not count; a p outside 0 to 1 raises 22023.';
