-- join_pair_moments(a, b): the moments of two groups of pairs together.
--
-- Chan, Golub, LeVeque (1983), "Algorithms for computing the sample variance", Am. Stat. 37, and
-- the same for products.

create or replace function stats.join_pair_moments(a float8[], b float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
declare
  n constant float8 := a[1] + b[1];
  weight float8;
  y constant float8 := b[2] - a[2];
  x constant float8 := b[3] - a[3];
begin
  if b[1] = 0 or a[1] = 0 then
    return case when b[1] = 0 then a else b end;
  end if;
  weight := a[1] * (b[1] / n);
  return array[n, a[2] + y * (b[1] / n), a[3] + x * (b[1] / n),
    a[4] + b[4] + weight * y * y, a[5] + b[5] + weight * x * x, a[6] + b[6] + weight * y * x];
end
$$;

comment on function stats.join_pair_moments(float8[], float8[]) is
  '{n, mean_y, mean_x, syy, sxx, sxy} of two groups together, from that of each. '
  'Source: Chan, Golub, LeVeque (1983).';
