-- bonferroni(p): adjusted p-values that keep the family-wise error, in the order given.
--
-- m p, at most 1. Valid under any dependence; holm is never weaker. A null stays null and does not
-- count to m.

create or replace function stats.bonferroni(p float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_p_values('stats.bonferroni', p);
  return (
    select coalesce(
      array_agg(case when v is not null then least(1, v * cardinality(array_remove(p, null))) end
                order by i), '{}')
    from unnest(p) with ordinality as given (v, i)
  );
end
$$;

comment on function stats.bonferroni(float8[]) is
  'Bonferroni-adjusted p-values (family-wise error, any dependence), in the order given. A null '
  'stays null and does not count; a p outside 0 to 1 raises 22023.';
