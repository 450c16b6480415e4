-- agresti_caffo(successes and n per arm, level): an interval for the difference of proportions
-- that is nearly the usual one.
--
-- Agresti and Caffo (2000), "Simple and effective confidence intervals for proportions and
-- differences of proportions", Am. Stat. 54: one success and one failure more in each arm, then
-- Wald's interval, kept within -1 to 1.

create or replace function stats.agresti_caffo(
  successes_baseline bigint, n_baseline bigint, successes_treatment bigint, n_treatment bigint,
  level float8 default 0.95,
  out difference float8, out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  x_c constant numeric := successes_baseline;
  x_t constant numeric := successes_treatment;
  n_c constant numeric := n_baseline;
  n_t constant numeric := n_treatment;
  p_c float8;
  p_t float8;
  centre float8;
  half_width float8;
begin
  perform stats.require_level('stats.agresti_caffo', level);
  perform stats.require_proportion(
    'stats.agresti_caffo', 'baseline', successes_baseline, n_baseline);
  perform stats.require_proportion(
    'stats.agresti_caffo', 'treatment', successes_treatment, n_treatment);
  if not coalesce(n_c > 0 and n_t > 0 and x_c is not null and x_t is not null, false) then
    state := 'insufficient_data';
    return;
  end if;
  difference := (x_t * n_c - x_c * n_t) / (n_c * n_t);
  p_c := (x_c + 1) / (n_c + 2);
  p_t := (x_t + 1) / (n_t + 2);
  centre := ((x_t + 1) * (n_c + 2) - (x_c + 1) * (n_t + 2)) / ((n_c + 2) * (n_t + 2));
  half_width := -stats.normal_quantile((1 - level) / 2)
    * sqrt(p_c * (1 - p_c) / (n_c + 2)::float8 + p_t * (1 - p_t) / (n_t + 2)::float8);
  interval_low := greatest(-1, centre - half_width);
  interval_high := least(1, centre + half_width);
  state := 'ok';
end
$$;

comment on function stats.agresti_caffo(bigint, bigint, bigint, bigint, float8) is
  'Difference of proportions, treatment minus baseline, with the Agresti-Caffo interval (which is '
  'not centred on it). State: ok; insufficient_data (null or an arm without units). Successes '
  'outside 0 to n or a level outside 0 to 1 raise 22023. Source: Agresti and Caffo (2000).';
