-- exp_or_zero(x): e to the x, and 0 where the result is too small for a float8.
--
-- PostgreSQL's exp() raises "value out of range: underflow" there; a tail that small is 0.

create or replace function stats.exp_or_zero(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case when x < -745 then 0 else exp(x) end;
end
$$;

comment on function stats.exp_or_zero(float8) is
  'e to the power x; 0 for x below -745, where a float8 underflows. Overflow raises 22003.';
