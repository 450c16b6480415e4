-- require_estimate(caller, difference, standard_error, mixing_variance): refuses what an
-- always-valid test cannot start from.

create or replace function stats.require_estimate(
  caller text, difference float8, standard_error float8, mixing_variance float8)
  returns void
  language plpgsql immutable parallel safe
as $$
begin
  if abs(difference) >= 'Infinity' or standard_error < 0 or standard_error >= 'Infinity' then
    raise exception
      '%: difference must be finite and standard_error finite and not negative, not % and %',
      caller, difference, standard_error using errcode = '22023';
  end if;
  if not coalesce(mixing_variance > 0 and mixing_variance < 'Infinity', false) then
    raise exception '%: mixing_variance must be positive and finite, not %', caller, mixing_variance
      using errcode = '22023', hint = 'See stats.mixing_variance.';
  end if;
end
$$;

comment on function stats.require_estimate(text, float8, float8, float8) is
  'Raises 22023 in the name of caller for a difference or standard error that is not finite, or a '
  'mixing variance that is not positive; a null estimate passes.';
