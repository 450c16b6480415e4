-- join_moments(a, b): the moments of two groups of rows together.
--
-- Chan, Golub, LeVeque (1983), "Algorithms for computing the sample variance", Am. Stat. 37. A group
-- without rows changes nothing, whatever its other entries.

create or replace function stats.join_moments(a float8[], b float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
declare
  n constant float8 := a[1] + b[1];
  distance constant float8 := b[2] - a[2];
begin
  return case
    when b[1] = 0 then a
    when a[1] = 0 then b
    else array[n, a[2] + distance * (b[1] / n),
      a[3] + b[3] + stats.square(distance) * (a[1] * (b[1] / n))]
  end;
end
$$;

comment on function stats.join_moments(float8[], float8[]) is
  '{n, mean, sum of squared deviations} of two groups together, from that of each. '
  'Source: Chan, Golub, LeVeque (1983).';
