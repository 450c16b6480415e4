-- require_level(caller, level): refuses a confidence level that is not strictly between 0 and 1.

create or replace function stats.require_level(caller text, level float8)
  returns void
  language plpgsql immutable parallel safe
as $$
begin
  if not coalesce(level > 0 and level < 1, false) then
    raise exception '%: level must be between 0 and 1, not %', caller, level
      using errcode = '22023', hint = 'A 95 % interval has level 0.95.';
  end if;
end
$$;

comment on function stats.require_level(text, float8) is
  'Raises 22023 in the name of caller unless 0 < level < 1.';
