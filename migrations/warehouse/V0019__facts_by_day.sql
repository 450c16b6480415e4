-- Facts lie in a partition for each day on which they arrived, so that a day that nobody needs any more is dropped and not
-- deleted. A unique constraint of such a table has to contain the day, so "each fact once" is the primary key of a table of
-- its own; that knows where the fact lies, so facts need no index by id.
--
-- By when a fact arrived and not by when it occurred or was received: arrivals only grow, so one day is written, all others are
-- at rest, and what is new since a watermark lies in the newest days.

set local lock_timeout = '10s';

-- Made anew after this, on the new tables.
drop view if exists etl.exported_event, etl.exported_experiment_event, etl.exported_exposure, etl.feed_state;
drop function if exists fact.events_between(etl.batch, etl.batch);
drop function if exists fact.exposures_between(etl.batch, etl.batch);
drop function if exists rollup.newest_exposures(integer, etl.batch);
-- They take more than before.
drop function if exists rollup.first_exposures(integer[], bigint[], etl.batch);
drop function if exists rollup.update_exposed_units(integer[], bigint[], etl.batch);
drop function if exists rollup.next_watermark(etl.batch);
drop function if exists rollup.take_in(etl.batch, etl.batch, integer[]);

create sequence fact.newest_day minvalue -1000000;

comment on sequence fact.newest_day is
  'The newest day on which a fact arrived, counted from 2000-01-01. A sequence, because it must be known before the '
  'transaction commits that was the first of the day, must hold nobody up, and never goes back.';

create table fact.exposure_id (
  id         uuid not null,
  arrived_on date not null,
  source     smallint not null,
  arrival    bigint not null
) with (
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_freeze_min_age = 0,
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000);

create table fact.event_id (
  id         uuid not null,
  unit_type  text not null,
  arrived_on date not null,
  source     smallint not null,
  arrival    bigint not null
) with (
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_freeze_min_age = 0,
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000);

comment on table fact.exposure_id is 'The ids of exposures, each once, and where the exposure lies.';
comment on table fact.event_id is 'The ids of events, each once for each of its units, and where the event lies.';

alter table fact.exposure rename to exposure_before;
alter table fact.event rename to event_before;
alter table fact.exposure_before drop constraint an_exposure_arrives_at_one_place, drop constraint an_exposure_is_stored_once;
alter table fact.event_before
  drop constraint an_event_arrives_at_one_place, drop constraint an_event_is_stored_once_for_each_of_its_units;
alter index fact.exposure_by_unit rename to exposure_before_by_unit;
alter index fact.exposure_by_time rename to exposure_before_by_time;
alter index fact.event_by_unit rename to event_before_by_unit;
alter index fact.event_by_time rename to event_before_by_time;

-- Constant defaults, so that no row is rewritten. Whatever is here arrived yesterday at the latest, or counts as that.
do $$
declare
  today constant date := (now() at time zone 'UTC')::date;
begin
  perform setval('fact.newest_day', today - date '2000-01-01');
  execute format('alter table fact.exposure_before add column arrived_on date not null default %L', today - 1);
  execute format('alter table fact.event_before add column arrived_on date not null default %L', today - 1);
  execute format(
    'alter table etl.batch '
    'add column feed_exposure_day date not null default %1$L, add column feed_event_day date not null default %1$L, '
    'add column import_exposure_day date not null default %1$L, add column import_event_day date not null default %1$L',
    today - 1);
end
$$;
alter table fact.exposure_before alter column arrived_on drop default;
alter table fact.event_before alter column arrived_on drop default;
alter table etl.batch
  alter column feed_exposure_day drop default, alter column feed_event_day drop default,
  alter column import_exposure_day drop default, alter column import_event_day drop default,
  add column lead_days integer not null default 0;

comment on column etl.batch.feed_exposure_day is
  'No exposure of the primary that is not rolled up arrived before this day, and none that is rolled up after it.';
comment on column etl.batch.feed_event_day is 'The same of the primary''s events.';
comment on column etl.batch.import_exposure_day is 'The same of imported exposures.';
comment on column etl.batch.import_event_day is 'The same of imported events.';
comment on column etl.batch.lead_days is
  'By how many days a rolled up fact occurred after the day of its arrival, at most. So what occurred on a day or later is '
  'in the partitions from so many days before it on.';

update etl.batch
set lead_days = greatest(0, (
  select max((f.occurred_at at time zone 'UTC')::date - f.arrived_on)
  from (
    select x.occurred_at, x.arrived_on from fact.exposure_before x
    union all
    select e.occurred_at, e.arrived_on from fact.event_before e
  ) f));

create table fact.exposure (like fact.exposure_before including defaults including constraints including comments)
  partition by range (arrived_on);
create table fact.event (like fact.event_before including defaults including constraints including comments)
  partition by range (arrived_on);

alter table fact.exposure
  add constraint an_exposure_arrives_at_one_place primary key (source, arrival, arrived_on);
alter table fact.event
  add constraint an_event_arrives_at_one_place primary key (source, arrival, arrived_on);
create index exposure_by_unit on fact.exposure (experiment_id, unit_id);
create index exposure_by_time on fact.exposure using brin (occurred_at);
create index event_by_unit on fact.event (unit_id, name);
create index event_by_time on fact.event using brin (occurred_at);

comment on table fact.exposure is
  'That a unit could see its treatment; from every source, each fact once, a partition for each day of arrival.';
comment on table fact.event is
  'Page views, orders, cancellations, returns, ...: one row for each unit of an event; from every source, each once, a '
  'partition for each day of arrival.';
comment on column fact.exposure.arrived_on is
  'Day, in UTC, on which it arrived at the warehouse: never before that of an earlier arrival of its source.';
comment on column fact.event.arrived_on is
  'Day, in UTC, on which it arrived at the warehouse: never before that of an earlier arrival of its source.';

-- What is here becomes the partition of all days before today; of a new warehouse nothing is here.
do $$
declare
  today constant date := (now() at time zone 'UTC')::date;
  is_new boolean;
  fact text;
  day date;
begin
  foreach fact in array array['exposure', 'event'] loop
    execute format('select not exists (select from fact.%I)', fact || '_before') into is_new;
    if is_new then
      execute format('drop table fact.%I', fact || '_before');
    else
      execute format('insert into fact.%I select id, %s arrived_on, source, arrival from fact.%I',
        fact || '_id', case when fact = 'event' then 'unit_type,' end, fact || '_before');
      execute format('alter table fact.%1$I attach partition fact.%2$I for values from (minvalue) to (%3$L)',
        fact, fact || '_before', today);
    end if;
    -- fact.make_day() makes the others.
    for day in select today + n from generate_series(0, 1) n loop
      execute format(
        'create table fact.%I partition of fact.%I for values from (%L) to (%L) with ('
        'autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000, '
        'autovacuum_freeze_min_age = 0, autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 20000)',
        fact || '_' || to_char(day, 'YYYYMMDD'), fact, day, day + 1);
    end loop;
  end loop;
end
$$;

alter table fact.exposure_id add constraint an_exposure_is_stored_once primary key (id);
alter table fact.event_id add constraint an_event_is_stored_once_for_each_of_its_units primary key (id, unit_type);
create index exposure_id_by_day on fact.exposure_id using brin (arrived_on);
create index event_id_by_day on fact.event_id using brin (arrived_on);

grant select on fact.exposure, fact.event, fact.exposure_id, fact.event_id to splitplot_analyst, splitplot_etl;
grant insert on fact.exposure, fact.event, fact.exposure_id, fact.event_id to splitplot_etl;

-- For how long facts are kept. A day goes when nobody needs it any more; what was rolled up from it stays.

create table fact.setting (
  is_the_only_row boolean primary key default true,
  facts_kept      interval,
  days_ahead      integer not null default 7,
  taken_from      timestamptz not null default '-infinity',
  constraint there_is_one_row check (is_the_only_row),
  constraint facts_are_kept_for_a_day_at_least check (facts_kept >= '1 day'),
  constraint partitions_are_made_2_to_60_days_ahead check (days_ahead between 2 and 60)
);

comment on table fact.setting is 'How this warehouse keeps facts. One row.';
comment on column fact.setting.facts_kept is 'For how long after their arrival facts are kept, unless somebody needs them. Null: for ever.';
comment on column fact.setting.days_ahead is 'For how many days from today partitions are made.';
comment on column fact.setting.taken_from is
  'Facts that the primary received before this are not taken in: they are of days that were dropped, or too old to be kept, '
  'and their ids are forgotten.';

insert into fact.setting default values;

create table rollup.sealed (
  experiment_id  integer primary key,
  after_batch_id bigint not null,
  lost_until     date not null,
  sealed_at      timestamptz not null default clock_timestamp()
);

comment on table rollup.sealed is
  'Experiments that are over and have lost facts. What is rolled up of them stays as it is: no fact changes it, and nothing is '
  'computed of it again.';
comment on column rollup.sealed.after_batch_id is
  'The newest batch when the first facts were dropped. Reports as of earlier ones would have to be computed from facts.';
comment on column rollup.sealed.lost_until is 'The last day of arrival whose facts were dropped.';

grant select on fact.setting to splitplot_analyst, splitplot_etl;
grant select on rollup.sealed to splitplot_analyst, splitplot_etl, splitplot_reporter;
