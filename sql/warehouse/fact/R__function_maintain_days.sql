-- maintain_days(): makes the partitions of the days to come, drops the oldest day that is kept no longer, and forgets ids of days
-- that were dropped. Safe to call at any time, by many at once: whoever comes second has nothing to do.
--
-- One day a call and nothing after it, as whoever stores facts waits for the transaction that drops some.
--
-- Ids stay for two days more than their facts. By then the primary's clock, which may be ahead of this one, has
-- received everything before taken_from that had arrived with them; so what is sent again later is not taken.

create or replace function fact.maintain_days()
  returns table (action text, object text)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  setting fact.setting;
  day date;
  done text;
  ids text;
  forgotten bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('splitplot.maintain_days')) then
    return;
  end if;
  select s.* into setting from fact.setting s;

  for day in select fact.newest_day() + n from generate_series(0, setting.days_ahead) n loop
    if fact.make_day(day) then
      return query select 'made', day::text;
    end if;
  end loop;

  select d.day into day from fact.days_to_drop(setting.facts_kept) d where d.held_by = '{}' order by d.day limit 1;
  if found then
    done := fact.drop_day(day);
    return query select done, day::text;
    return;
  end if;

  foreach ids in array array['exposure_id', 'event_id'] loop
    execute format(
      'delete from fact.%I where ctid = any (array(select ctid from fact.%I where arrived_on < $1 limit 100000))', ids, ids)
    using setting.taken_from::date - 2;
    get diagnostics forgotten = row_count;
    if forgotten > 0 then
      return query select 'forgot', forgotten || ' of ' || ids;
    end if;
  end loop;
end
$$;

comment on function fact.maintain_days() is
  'Keeps the partitions and ids of facts as fact.setting says; gives what it did: made, dropped, in use or not rolled up with a '
  'day; forgot with a number of ids (100,000 a call at most). Call again while it dropped or forgot something.';

grant execute on function fact.maintain_days() to splitplot_etl;
