-- log1p(x): ln(1 + x) without losing a small x.
--
-- PostgreSQL 15 has no log1p. The rounding of u = 1 + x is undone by the factor x / (u - 1):
-- W. Kahan's device, in the HP-15C Advanced Functions Handbook (1982), appendix.
-- Error: at most 3 units in the last place.

create or replace function stats.log1p(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  u constant float8 := 1 + x;
begin
  return case
    when u = 1 then x
    when u = 'Infinity' then u
    when u = 0 then '-Infinity'
    else ln(u) * (x / (u - 1))
  end;
end
$$;

comment on function stats.log1p(float8) is
  'Natural logarithm of 1 + x, precise for small x. -Infinity at x = -1; x below -1 raises 2201E.';
