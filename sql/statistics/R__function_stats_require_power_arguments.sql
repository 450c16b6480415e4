-- require_power_arguments(caller, alpha, power, ratio): refuses a plan that is none.

create or replace function stats.require_power_arguments(
  caller text, alpha float8, power float8, ratio float8)
  returns void
  language plpgsql immutable strict parallel safe
as $$
begin
  if not (alpha > 0 and alpha < 1) then
    raise exception '%: alpha must be between 0 and 1, not %', caller, alpha
      using errcode = '22023';
  end if;
  if not (power > alpha / 2 and power < 1) then
    raise exception '%: power must be between alpha/2 and 1, not %', caller, power
      using errcode = '22023';
  end if;
  if not (ratio > 0 and ratio < 'Infinity') then
    raise exception '%: ratio must be positive and finite, not %', caller, ratio
      using errcode = '22023';
  end if;
end
$$;

comment on function stats.require_power_arguments(text, float8, float8, float8) is
  'Raises 22023 in the name of caller unless 0 < alpha < 1, alpha/2 < power < 1 and ratio > 0.';
