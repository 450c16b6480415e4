-- centred_pair_moments(accumulation): {n, mean_y, mean_x, syy, sxx, sxy} from the state of
-- PostgreSQL's own regression aggregates.
--
-- The last step of the aggregate pair_moments.

create or replace function stats.centred_pair_moments(accumulation float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  if accumulation[1] = 0 then
    return array[0, null, null, null, null, null];
  end if;
  if not (abs(accumulation[2]) < 'Infinity' and accumulation[3] < 'Infinity'
          and abs(accumulation[4]) < 'Infinity' and accumulation[5] < 'Infinity') then
    raise exception 'stats.pair_moments: values must be finite numbers' using errcode = '22023';
  end if;
  return array[accumulation[1], accumulation[4] / accumulation[1],
    accumulation[2] / accumulation[1], accumulation[5], accumulation[3], accumulation[6]];
end
$$;

comment on function stats.centred_pair_moments(float8[]) is
  '{n, mean_y, mean_x, syy, sxx, sxy} from the state {n, sum x, sxx, sum y, syy, sxy} of '
  'float8_regr_accum; nulls without pairs; NaN or infinity raise 22023.';
