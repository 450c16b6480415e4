-- require_arms(caller, observed, weights): refuses counts and weights that are no split of units.

create or replace function stats.require_arms(caller text, observed bigint[], weights float8[])
  returns void
  language plpgsql immutable strict parallel safe
as $$
begin
  if cardinality(observed) <> cardinality(weights) or cardinality(weights) < 2 then
    raise exception '%: observed and weights must have the same length, at least 2, not % and %',
      caller, cardinality(observed), cardinality(weights) using errcode = '22023';
  end if;
  for i in 1..cardinality(observed) loop
    if not coalesce(observed[i] >= 0, false) then
      raise exception '%: observed must not be negative or null, but arm % has %',
        caller, i, observed[i] using errcode = '22023';
    end if;
    if not coalesce(weights[i] > 0 and weights[i] < 'Infinity', false) then
      raise exception '%: weights must be positive and finite, but arm % has %',
        caller, i, weights[i] using errcode = '22023';
    end if;
  end loop;
end
$$;

comment on function stats.require_arms(text, bigint[], float8[]) is
  'Raises 22023 in the name of caller unless both arrays have the same length, at least 2, with '
  'counts of 0 or more and positive weights. Null arrays pass.';
