-- chi_square_upper_quantile(q, degrees_of_freedom): the x with P(X > x) = q for chi-square X.
--
-- Its own function, as chi_square_quantile(1 - q) would lose a small q.

create or replace function stats.chi_square_upper_quantile(q float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case
    when q > 0 and q < 0.5 and degrees_of_freedom > 0 and degrees_of_freedom < 'Infinity'
      then stats.chi_square_tail_quantile(q, true, degrees_of_freedom)
    else stats.chi_square_quantile(1 - q, degrees_of_freedom)
  end;
end
$$;

comment on function stats.chi_square_upper_quantile(float8, float8) is
  'The x with P(X > x) = q, X chi-square; Infinity at 0, 0 at 1. q outside 0 to 1 or degrees of '
  'freedom not positive and finite raise 22023.';
