-- normal_density(z): the standard normal density at z.

create or replace function stats.normal_density(z float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case when abs(z) > 40 then 0 else 0.39894228040143267794 * stats.exp_or_zero(-z * z / 2) end;
end
$$;

comment on function stats.normal_density(float8) is
  'Density of the standard normal distribution at z; 0 beyond 40.';
