-- planned_standard_error(sd and n per arm): standard error of a difference of means to come.

create or replace function stats.planned_standard_error(
  sd_baseline float8, n_baseline float8, sd_treatment float8, n_treatment float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  if not (sd_baseline >= 0 and sd_treatment >= 0 and sd_baseline + sd_treatment > 0
          and sd_baseline + sd_treatment < 'Infinity') then
    raise exception 'stats.planned_standard_error: standard deviations must be finite, not negative '
      'and not both 0, but are % and %', sd_baseline, sd_treatment using errcode = '22023';
  end if;
  if not (n_baseline > 0 and n_treatment > 0 and n_baseline + n_treatment < 'Infinity') then
    raise exception 'stats.planned_standard_error: n must be positive and finite, not % and %',
      n_baseline, n_treatment using errcode = '22023';
  end if;
  return stats.hypotenuse(sd_baseline / sqrt(n_baseline), sd_treatment / sqrt(n_treatment));
end
$$;

comment on function stats.planned_standard_error(float8, float8, float8, float8) is
  'Standard error of a difference of means from standard deviation and units per arm. Nonsense '
  'raises 22023.';
