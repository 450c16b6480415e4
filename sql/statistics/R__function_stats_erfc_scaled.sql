-- erfc_scaled(x): exp(x*x) * erfc(x) for x >= 0, the part of the tail that never underflows.
--
-- Every normal tail is this slowly falling factor times an exponential, so its logarithm exists
-- long after the tail itself is 0. Three ranges: Cody (1969), "Rational Chebyshev approximations
-- for the error function", Math. Comp. 23. Relative error below 1e-15.

create or replace function stats.erfc_scaled(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  inverse_square float8;
begin
  if not x >= 0 or x = 'NaN' then
    raise exception 'stats.erfc_scaled: x must be 0 or more, not %', x using errcode = '22023';
  end if;
  if x <= 0.46875 then
    return (1 - stats.erf(x)) * exp(x * x);
  end if;
  if x <= 4 then
    return ((((((((2.15311535474403846e-8 * x + 0.564188496988670089) * x + 8.88314979438837594) * x
                 + 66.1191906371416295) * x + 298.635138197400131) * x + 881.952221241769090) * x
              + 1712.04761263407058) * x + 2051.07837782607147) * x + 1230.33935479799725)
         / ((((((((x + 15.7449261107098347) * x + 117.693950891312499) * x
                 + 537.181101862009858) * x + 1621.38957456669019) * x + 3290.79923573345963) * x
              + 4362.61909014324716) * x + 3439.36767414372164) * x + 1230.33935480374942);
  end if;
  inverse_square := case when x > 1e100 then 0 else 1 / (x * x) end;
  return (0.564189583547756287 - inverse_square
            * (((((0.0163153871373020978 * inverse_square + 0.305326634961232344) * inverse_square
                  + 0.360344899949804439) * inverse_square + 0.125781726111229246) * inverse_square
                + 0.0160837851487422766) * inverse_square + 0.000658749161529837803)
            / (((((inverse_square + 2.56852019228982242) * inverse_square
                  + 1.87295284992346047) * inverse_square + 0.527905102951428412) * inverse_square
                + 0.0605183413124413191) * inverse_square + 0.00233520497626869185)) / x;
end
$$;

comment on function stats.erfc_scaled(float8) is
  'exp(x*x) * erfc(x) for x >= 0; a negative x or NaN raises 22023. Source: Cody (1969).';
