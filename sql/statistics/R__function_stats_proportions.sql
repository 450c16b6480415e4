-- proportions(successes and n per arm, level): difference of two proportions, treatment minus
-- baseline, with the pooled z test and Newcombe's interval.
--
-- Test: z = d / sqrt(P (1 - P) (1/n_c + 1/n_t)) with the pooled proportion P; z*z is Pearson's
-- chi-square without continuity correction. Interval: Newcombe (1998), "Interval estimation for
-- the difference between independent proportions", Stat. Med. 17:873, method 10, from Wilson's
-- intervals: it keeps a width at 0 and n, where the usual (Wald) interval has none. Near the
-- border test and interval can disagree. The difference is made from whole numbers, exactly.
-- With less than about 5 expected successes or failures in an arm an exact test is advised.

create or replace function stats.proportions(
  successes_baseline bigint, n_baseline bigint, successes_treatment bigint, n_treatment bigint,
  level float8 default 0.95,
  out difference float8, out standard_error float8, out statistic float8,
  out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  n_c constant numeric := n_baseline;
  n_t constant numeric := n_treatment;
  successes constant numeric := successes_baseline::numeric + successes_treatment;
  pooled float8;
  baseline record;
  treatment record;
begin
  perform stats.require_level('stats.proportions', level);
  perform stats.require_proportion(
    'stats.proportions', 'baseline', successes_baseline, n_baseline);
  perform stats.require_proportion(
    'stats.proportions', 'treatment', successes_treatment, n_treatment);
  if not coalesce(n_c > 0 and n_t > 0
                  and successes_baseline is not null and successes_treatment is not null, false) then
    state := 'insufficient_data';
    return;
  end if;
  difference := (successes_treatment * n_c - successes_baseline * n_t) / (n_c * n_t);
  select * into baseline from stats.wilson(successes_baseline, n_baseline, level);
  select * into treatment from stats.wilson(successes_treatment, n_treatment, level);
  interval_low := difference - stats.hypotenuse(
    treatment.proportion - treatment.interval_low, baseline.interval_high - baseline.proportion);
  interval_high := difference + stats.hypotenuse(
    treatment.interval_high - treatment.proportion, baseline.proportion - baseline.interval_low);
  pooled := successes / (n_c + n_t);
  standard_error := sqrt(
    pooled * ((n_c + n_t - successes) / (n_c + n_t))::float8
    * (1 / n_c + 1 / n_t)::float8);
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  statistic := difference / standard_error;
  log_p_value := stats.normal_log_two_sided_p(statistic);
  p_value := stats.exp_or_zero(log_p_value);
  state := 'ok';
end
$$;

comment on function stats.proportions(bigint, bigint, bigint, bigint, float8) is
  'Difference of proportions, treatment minus baseline: pooled standard error, z, two-sided '
  'p-value with its ln, Newcombe interval. State: ok; zero_variance (all or no successes: '
  'difference and interval only); insufficient_data (null or an arm without units). Successes '
  'outside 0 to n or a level outside 0 to 1 raise 22023. Source: Newcombe (1998).';
