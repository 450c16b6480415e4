-- srm(observed, weights): does the split of units between arms fit the planned weights?
--
-- Pearson's (1900) chi-square test of sample-ratio mismatch; alarm below 0.001 (Fabijan et al.,
-- KDD 2019). The statistic is summed in exact decimals, as with 1e9 units and a tiny deviation
-- float8 would lose it: sum (o W - N w)^2 / (N W w). Use it per phase, on assigned or exposed
-- units. Relative error of the p-value below 1e-12.

create or replace function stats.srm(
  observed bigint[], weights float8[],
  out statistic float8, out degrees_of_freedom integer, out p_value float8,
  out log_p_value float8, out expected_minimum float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  total numeric;
  weight_total numeric;
  sum_of_squares numeric := 0;
  weight numeric;
begin
  perform stats.require_arms('stats.srm', observed, weights);
  select sum(o) into total from unnest(observed) o;
  if total is null or total = 0 or weights is null then
    state := 'insufficient_data';
    return;
  end if;
  select sum(w::numeric) into weight_total from unnest(weights) w;
  for i in 1..cardinality(observed) loop
    weight := weights[i]::numeric;
    sum_of_squares := sum_of_squares
      + (observed[i] * weight_total - total * weight) ^ 2 / (total * weight_total * weight);
    expected_minimum := least(expected_minimum, total * weight / weight_total);
  end loop;
  statistic := sum_of_squares;
  degrees_of_freedom := cardinality(observed) - 1;
  log_p_value := stats.chi_square_log_upper_tail(statistic, degrees_of_freedom);
  p_value := stats.exp_or_zero(log_p_value);
  state := 'ok';
end
$$;

comment on function stats.srm(bigint[], float8[]) is
  'Chi-square test of sample-ratio mismatch. Arguments: units per arm, planned weights in the same '
  'order (any scale; read as decimals of 15 digits). State: ok; insufficient_data (null arrays or '
  'no units). Arrays of unequal length, fewer than 2 arms, a negative count or a weight that is '
  'not positive raise 22023. Below about 5 expected units (expected_minimum) the p-value is rough.';
