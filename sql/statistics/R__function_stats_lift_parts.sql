-- lift_parts(caller, n, mean, variance per arm): what every interval of a lift is made of.
--
-- Everything is relative to the baseline mean, so that nothing depends on the metric's unit and
-- nothing overflows: the ratio of means and the standard error of each mean over the baseline.

create or replace function stats.lift_parts(
  caller text,
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  out ratio float8, out lift float8, out error_baseline float8, out error_treatment float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  has_baseline constant boolean := stats.has_variance_estimate(
    caller, 'baseline', n_baseline, mean_baseline, variance_baseline);
  has_treatment constant boolean := stats.has_variance_estimate(
    caller, 'treatment', n_treatment, mean_treatment, variance_treatment);
begin
  if not (has_baseline and has_treatment) then
    state := 'insufficient_data';
    return;
  end if;
  if mean_baseline = 0 then
    state := 'undefined';
    return;
  end if;
  ratio := mean_treatment / mean_baseline;
  lift := (mean_treatment - mean_baseline) / mean_baseline;
  error_baseline := sqrt(variance_baseline) / sqrt(n_baseline) / abs(mean_baseline);
  error_treatment := sqrt(variance_treatment) / sqrt(n_treatment) / abs(mean_baseline);
  if error_treatment = 0 and (error_baseline = 0 or ratio = 0) then
    state := 'zero_variance';
    return;
  end if;
  state := 'interval';
end
$$;

comment on function
  stats.lift_parts(text, bigint, float8, float8, bigint, float8, float8) is
  'Ratio of means, lift, and the standard error of each mean over the baseline mean. State: '
  'interval (an interval can be made), insufficient_data, undefined (baseline mean 0), '
  'zero_variance (lift only). Nonsense raises 22023 in the name of caller.';
