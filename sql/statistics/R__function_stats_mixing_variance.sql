-- mixing_variance(standard_error, n_total, n_planned, level): the tuning of an always-valid test
-- that makes it narrowest at the planned size.
--
-- rho^2 = (-2 ln a + ln(1 - 2 ln a)) / n_planned with a = 1 - level, and tau^2 = rho^2 n se^2:
-- Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), "Time-uniform central limit theory and
-- asymptotic confidence sequences", Ann. Stat., appendix. n_planned must be fixed before launch.

create or replace function stats.mixing_variance(
  standard_error float8, n_total float8, n_planned float8, level float8 default 0.95)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  log_alpha float8;
begin
  perform stats.require_level('stats.mixing_variance', level);
  if not (standard_error >= 0 and standard_error < 'Infinity') then
    raise exception 'stats.mixing_variance: standard_error must be finite and not negative, not %',
      standard_error using errcode = '22023';
  end if;
  if not (n_total > 0 and n_planned > 0 and n_total + n_planned < 'Infinity') then
    raise exception
      'stats.mixing_variance: n_total and n_planned must be positive and finite, not % and %',
      n_total, n_planned using errcode = '22023';
  end if;
  log_alpha := ln(1 - level);
  return (-2 * log_alpha + ln(1 - 2 * log_alpha)) * (n_total / n_planned)
         * stats.square(standard_error);
end
$$;

comment on function stats.mixing_variance(float8, float8, float8, float8) is
  'Mixing variance tau^2 for always_valid, in the metric''s unit squared: standard error of the '
  'difference at n_total units (both arms), tuned for n_planned units and level; for '
  'always_valid_one_sided take level 1 - 2 alpha. Nonsense raises 22023. '
  'Source: Waudby-Smith et al. (2024).';
