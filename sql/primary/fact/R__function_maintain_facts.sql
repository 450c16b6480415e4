-- maintain_facts(): makes the partitions of the days to come, drops those whose facts are kept no longer, and forgets
-- ids that are old enough. Safe to call at any time, by many at once: whoever comes second has nothing to do.
--
-- Dropping a day needs the table for itself for a moment. When somebody uses it for longer than that, the day
-- stays until the next time, so that nobody who stores facts has to wait.

create or replace function splitplot.maintain_facts()
  returns table (action text, object text)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set lock_timeout = '1s'
as $$
#variable_conflict use_column
declare
  setting splitplot.fact_setting;
  day date;
  old record;
  ids text;
  forgotten bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('splitplot.maintain_facts')) then
    return;
  end if;
  select s.* into setting from splitplot.fact_setting s;

  for day in select generate_series(current_date, current_date + setting.days_ahead, interval '1 day')::date loop
    if not splitplot.has_fact_day(day) and splitplot.make_fact_day(day) then
      return query select 'made', to_char(day, 'YYYY-MM-DD');
    end if;
  end loop;

  for old in
    select p.fact, p.partition, p.day
    from splitplot.fact_partition p
    where p.day + 1 <= (now() - setting.facts_kept)::timestamp
    order by p.day, p.fact
  loop
    begin
      execute format('alter table splitplot.%I detach partition splitplot.%I', old.fact, old.partition);
      execute format('drop table splitplot.%I', old.partition);
      return query select 'dropped', old.partition;
    exception
      when lock_not_available then
        return query select 'in use', old.partition;
    end;
  end loop;

  foreach ids in array array['exposure_id', 'event_id'] loop
    execute format(
      'delete from splitplot.%I where ctid = any (array('
      'select ctid from splitplot.%I where received_on < $1 limit 100000))', ids, ids)
    using (now() - setting.ids_kept)::date;
    get diagnostics forgotten = row_count;
    if forgotten > 0 then
      return query select 'forgot', forgotten || ' of ' || ids;
    end if;
  end loop;
end
$$;

comment on function splitplot.maintain_facts() is
  'Keeps the partitions and ids of facts as fact_setting says; gives what it did: made, dropped or in use with a day or '
  'partition, forgot with a number of ids (100,000 a call at most; call again while there are any).';

grant execute on function splitplot.maintain_facts() to splitplot_api;
