-- drop_day(day): drops the facts of a day, and seals the experiments that are over and were computed from them; in one
-- transaction, so that whoever is killed meanwhile has done nothing.
--
-- The rollups rest meanwhile, and must have taken in what is dropped. Dropping needs the tables for itself for a moment; "detach
-- concurrently" can't be used inside a function. Whoever waits longer than a second gives up, so that nobody who stores
-- facts has to wait.

create or replace function fact.drop_day(day date)
  returns text
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set lock_timeout = '1s'
as $$
declare
  newest etl.batch;
  old record;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  select b.* into newest from etl.batch b order by b.batch_id desc limit 1;
  if exists (
      select from fact.exposure x
      where x.arrived_on <= drop_day.day and x.source = 0 and x.arrival > newest.feed_exposure_to)
    or exists (
      select from fact.exposure x
      where x.arrived_on <= drop_day.day and x.source = 1 and x.arrival > newest.import_exposure_to)
    or exists (
      select from fact.event e
      where e.arrived_on <= drop_day.day and e.source = 0 and e.arrival > newest.feed_event_to)
    or exists (
      select from fact.event e
      where e.arrived_on <= drop_day.day and e.source = 1 and e.arrival > newest.import_event_to)
  then
    return 'not rolled up';
  end if;
  if exists (
    select from rollup.needed_fact n where not n.is_sealed and n.measured_until > now() and n.since <= drop_day.day)
  then
    return 'held';
  end if;
  insert into rollup.sealed as s (experiment_id, after_batch_id, lost_until)
  select n.experiment_id, newest.batch_id, drop_day.day
  from rollup.needed_fact n
  where n.since <= drop_day.day and n.measured_until <= now()
  on conflict (experiment_id) do update set lost_until = greatest(s.lost_until, excluded.lost_until);
  for old in select p.fact, p.partition from fact.partition p where p.day = drop_day.day order by p.fact loop
    execute format('alter table fact.%I detach partition fact.%I', old.fact, old.partition);
    execute format('drop table fact.%I', old.partition);
  end loop;
  update fact.setting set taken_from = greatest(taken_from, (drop_day.day + 1)::timestamptz);
  return 'dropped';
exception
  when lock_not_available then
    return 'in use';
end
$$;

comment on function fact.drop_day(date) is
  'dropped, or why not: in use; held by an experiment; not rolled up yet. Drop the oldest first.';
