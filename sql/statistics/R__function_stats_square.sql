-- square(x): x*x, and 0 where that is too small for a float8.
--
-- PostgreSQL raises "value out of range: underflow" for such a product.

create or replace function stats.square(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case when abs(x) < 1e-160 then 0 else x * x end;
end
$$;

comment on function stats.square(float8) is 'x*x; 0 where a float8 underflows.';
