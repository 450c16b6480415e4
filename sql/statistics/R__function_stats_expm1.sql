-- expm1(x): e to the x, minus 1, without losing a small x.
--
-- PostgreSQL 15 has no expm1. The rounding of u = exp(x) is undone by the factor x / ln(u):
-- W. Kahan's device, in the HP-15C Advanced Functions Handbook (1982), appendix.
-- Error: at most 3 units in the last place.

create or replace function stats.expm1(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  u constant float8 := case when x < -40 then 0 else exp(x) end;
begin
  return case
    when u = 1 then x
    when u = 0 then -1
    when u = 'Infinity' then u
    else (u - 1) * (x / ln(u))
  end;
end
$$;

comment on function stats.expm1(float8) is
  'e to the power x, minus 1, precise for small x. Overflow raises 22003.';
