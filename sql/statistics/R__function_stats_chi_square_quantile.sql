-- chi_square_quantile(p, degrees_of_freedom): the x with P(X <= x) = p for chi-square X.

create or replace function stats.chi_square_quantile(p float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  if not (p >= 0 and p <= 1) then
    raise exception 'stats.chi_square_quantile: p must be between 0 and 1, not %', p
      using errcode = '22023';
  end if;
  if not (degrees_of_freedom > 0 and degrees_of_freedom < 'Infinity') then
    raise exception 'stats.chi_square: degrees_of_freedom must be positive and finite, not %',
      degrees_of_freedom using errcode = '22023';
  end if;
  return case
    when p = 0 then 0
    when p = 1 then 'Infinity'
    when p <= 0.5 then stats.chi_square_tail_quantile(p, false, degrees_of_freedom)
    else stats.chi_square_tail_quantile(1 - p, true, degrees_of_freedom)
  end;
end
$$;

comment on function stats.chi_square_quantile(float8, float8) is
  'The x with P(X <= x) = p, X chi-square; 0 at 0, Infinity at 1. p outside 0 to 1 or degrees of '
  'freedom not positive and finite raise 22023. For a small upper tail: chi_square_upper_quantile.';
