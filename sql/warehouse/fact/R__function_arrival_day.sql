-- arrival_day(): the day on which facts arrive now. Makes its partitions when nobody has made them ahead.
--
-- Never before a day that it gave earlier, even when the clock is set back: rollups look for new facts from the day on that
-- they have reached. The lock is for the moment in which a day begins; it is given back at once, so that nobody waits for a
-- transaction.

create or replace function fact.arrival_day()
  returns date
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  epoch constant date := '2000-01-01';
  today constant integer := (clock_timestamp() at time zone 'UTC')::date - epoch;
  newest integer := (select s.last_value from fact.newest_day s);
begin
  if newest < today or not fact.has_day(epoch + newest) then
    newest := greatest(newest, today);
    perform fact.make_day(epoch + newest);
    perform pg_advisory_lock(hashtext('splitplot.newest_day'));
    perform setval('fact.newest_day', newest) from fact.newest_day s where s.last_value < newest;
    perform pg_advisory_unlock(hashtext('splitplot.newest_day'));
  end if;
  return epoch + newest;
end
$$;

comment on function fact.arrival_day() is
  'The day, in UTC, of facts that are stored now; draw their arrivals after it. Never before one that was given earlier.';

grant execute on function fact.arrival_day() to splitplot_etl;
