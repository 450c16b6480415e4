-- require_proportion(caller, arm, successes, n): refuses counts that are no proportion.
--
-- More successes than units is a defect of the data, never to be clipped away.

create or replace function stats.require_proportion(
  caller text, arm text, successes bigint, n bigint)
  returns void
  language plpgsql immutable parallel safe
as $$
begin
  if n < 0 or successes < 0 or successes > n then
    raise exception '%: successes of % must be between 0 and its units, but are % of %',
      caller, arm, successes, n using errcode = '22023';
  end if;
end
$$;

comment on function stats.require_proportion(text, text, bigint, bigint) is
  'Raises 22023 in the name of caller unless 0 <= successes <= n; nulls pass.';
