-- normal_density(z): the standard normal density at z.

create or replace function stats.normal_density(z float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  if z = 'NaN' then
    raise exception 'stats.normal: z must be a number, not NaN' using errcode = '22023';
  end if;
  return 0.39894228040143267794 * case
    when abs(z) > 38.5 then 0
    when abs(z) < 1e-10 then 1 -- its square could underflow
    else exp(-z * z / 2)
  end;
end
$$;

comment on function stats.normal_density(float8) is
  'Density of the standard normal distribution at z; 0 beyond 38.5, NaN raises 22023.';
