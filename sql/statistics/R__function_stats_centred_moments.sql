-- centred_moments(accumulation): {n, mean, m2} from the state of PostgreSQL's own aggregates.
--
-- The last step of the aggregate moments. NaN and infinity end here, in an error, as one such
-- value would poison every sum it enters.

create or replace function stats.centred_moments(accumulation float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
begin
  if accumulation[1] = 0 then
    return array[0, null, null];
  end if;
  if not (abs(accumulation[2]) < 'Infinity' and accumulation[3] < 'Infinity') then
    raise exception 'stats.moments: values must be finite numbers' using errcode = '22023';
  end if;
  return array[accumulation[1], accumulation[2] / accumulation[1], accumulation[3]];
end
$$;

comment on function stats.centred_moments(float8[]) is
  '{n, mean, sum of squared deviations} from the state {n, sum, sum of squared deviations} of '
  'float8_accum; null mean and sum without values; NaN or infinity raise 22023.';
