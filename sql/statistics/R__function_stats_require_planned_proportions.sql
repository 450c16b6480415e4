-- require_planned_proportions(caller, proportions): refuses what no proportion to come can be.

create or replace function stats.require_planned_proportions(
  caller text, proportion_baseline float8, proportion_treatment float8)
  returns void
  language plpgsql immutable strict parallel safe
as $$
begin
  if not (least(proportion_baseline, proportion_treatment) > 0
          and greatest(proportion_baseline, proportion_treatment) < 1) then
    raise exception '%: proportions must be between 0 and 1, not % and %',
      caller, proportion_baseline, proportion_treatment using errcode = '22023';
  end if;
end
$$;

comment on function stats.require_planned_proportions(text, float8, float8) is
  'Raises 22023 in the name of caller unless both proportions are strictly between 0 and 1.';
