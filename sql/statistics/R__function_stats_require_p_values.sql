-- require_p_values(caller, p): refuses an array with something that is no p-value.

create or replace function stats.require_p_values(caller text, p float8[])
  returns void
  language plpgsql immutable strict parallel safe
as $$
declare
  wrong float8;
begin
  select v into wrong from unnest(p) v where not (v >= 0 and v <= 1) limit 1;
  if found then
    raise exception '%: p must hold values between 0 and 1, not %', caller, wrong
      using errcode = '22023';
  end if;
end
$$;

comment on function stats.require_p_values(text, float8[]) is
  'Raises 22023 in the name of caller unless every p is null or between 0 and 1.';
