-- lift_log(n, mean, variance per arm, level): relative lift with the interval made on ln(ratio).
--
-- var(ln ratio) = v_t/m_t^2 + v_c/m_c^2 by the delta method, normal quantile, turned back by
-- expm1. The interval never goes below -100 % and covers better than lift_delta for large lifts.
-- Only for means of one sign. Relative error below 1e-13.

create or replace function stats.lift_log(
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  level float8 default 0.95,
  out lift float8, out log_standard_error float8, out lift_low float8, out lift_high float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  parts record;
  half_width float8;
begin
  perform stats.require_level('stats.lift_log', level);
  select * into parts
  from stats.lift_parts('stats.lift_log', n_baseline, mean_baseline, variance_baseline,
                        n_treatment, mean_treatment, variance_treatment);
  lift := parts.lift;
  state := parts.state;
  if state = 'interval' and parts.ratio <= 0 then
    state := 'undefined';
  elsif state = 'interval' then
    log_standard_error :=
      stats.hypotenuse(parts.error_treatment / parts.ratio, parts.error_baseline);
    half_width := -log_standard_error * stats.normal_quantile((1 - level) / 2);
    lift_low := stats.expm1(ln(parts.ratio) - half_width);
    lift_high := stats.expm1(ln(parts.ratio) + half_width);
  end if;
end
$$;

comment on function stats.lift_log(bigint, float8, float8, bigint, float8, float8, float8) is
  'Relative lift, treatment over baseline minus 1, with the interval of the log ratio. State: '
  'interval, insufficient_data, undefined (baseline mean 0: no lift; means of different sign or a '
  'treatment mean of 0: no interval), zero_variance (lift only). Nonsense raises 22023.';
