-- What a source says of its rows is compared with what came, dead letters can be dismissed, a line that runs says how it is, and
-- which of its rows are a person's.

comment on column etl.line.declaration is
  'target (table, mode, key; or events, unit_type), columns (name, type, required), gates, units (which columns name units of '
  'which type, or keys of orders: $order) and personal (columns that go when the person of a row is forgotten), as '
  'etl.declare_line() took them.';

alter table etl.line_batch add totals jsonb;

comment on column etl.line_batch.totals is
  'What was compared with what the source says: name (rows, or a column that was summed), found, wanted, or the problem when '
  'the source does not say; null: nothing was.';

alter table etl.dead_letter
  add dismissed_at     timestamptz,
  add dismissed_by     text,
  add dismissed_reason text,
  add constraint a_dismissal_says_when_who_and_why check (
    num_nonnulls(dismissed_at, dismissed_by, dismissed_reason) in (0, 3)),
  add constraint a_dead_letter_is_replayed_or_dismissed check (replayed_by is null or dismissed_at is null);

comment on column etl.dead_letter.dismissed_at is
  'Since when nobody wants the row: it is kept, and is not replayed any more; null: it waits, or was replayed.';
comment on column etl.dead_letter.dismissed_by is 'Who dismissed it.';
comment on column etl.dead_letter.dismissed_reason is 'Why.';

drop index etl.dead_letter_waiting;
create index dead_letter_waiting on etl.dead_letter (line_id, dead_letter_id)
  where replayed_by is null and dismissed_at is null;

create table etl.line_station (
  line_id         smallint not null references etl.line,
  place           smallint not null,
  station         text not null,
  workers         integer not null,
  rows_per_second double precision not null,
  busy_share      double precision not null,
  waiting         integer not null,
  room            integer not null,
  noted_at        timestamptz not null default clock_timestamp(),
  constraint a_station_has_one_place_of_its_line primary key (line_id, place)
) with (fillfactor = 20, autovacuum_vacuum_threshold = 500);

comment on table etl.line_station is
  'How each station of a line that runs has done lately. Updated in place every second, so most of a page is left free.';
comment on column etl.line_station.place is 'From the source, 1, to the last.';
comment on column etl.line_station.busy_share is 'How much of the time its workers worked, from 0 to 1.';
comment on column etl.line_station.waiting is 'Portions that wait before it.';
comment on column etl.line_station.room is 'How many portions fit before it.';
comment on column etl.line_station.noted_at is 'When the line said so; a line that is not run says nothing.';

grant select on etl.line_station to splitplot_analyst, splitplot_etl;
