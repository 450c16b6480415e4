-- Assembly lines: what other systems' data go through on their way into the warehouse.
--
-- A line has a declaration, staging tables of its own and a target. What it has done is here, batch by batch; a batch is one
-- transaction, with its rows, its dead letters, what its gates said and how far the source was read.

create schema staging;
create schema external;

comment on schema staging is
  'Rows on their way: unlogged tables, two for each line. Empty after a crash; then they are read from the source again.';
comment on schema external is 'Data of other systems: one table for each line that has a table as its target.';

create table etl.line (
  line_id     smallint generated always as identity primary key,
  name        text not null unique,
  declaration jsonb not null,
  declared_at timestamptz not null default now(),
  constraint a_line_has_a_plain_name check (name ~ '^[a-z][a-z0-9_]{0,39}$')
);

comment on table etl.line is 'Assembly lines, each by its newest declaration.';
comment on column etl.line.declaration is
  'target (table, mode, key; or events, unit_type), columns (name, type, required) and gates, as etl.declare_line() took them.';

create table etl.line_batch (
  batch_id       bigint generated always as identity primary key,
  line_id        smallint not null references etl.line,
  origin         text not null,
  position_from  jsonb,
  position_to    jsonb not null,
  state          text not null,
  read_count     bigint not null,
  added_count    bigint not null,
  changed_count  bigint not null,
  present_count  bigint not null,
  rejected_count bigint not null,
  event_from     bigint,
  event_to       bigint,
  program        text not null,
  started_at     timestamptz not null,
  stored_at      timestamptz not null default clock_timestamp(),
  constraint a_batch_is_stored_or_quarantined check (state in ('stored', 'quarantined')),
  constraint each_row_of_a_batch_is_somewhere check (
    read_count = added_count + changed_count + present_count + rejected_count),
  constraint a_range_of_events_has_two_ends check ((event_from is null) = (event_to is null))
);

comment on table etl.line_batch is
  'Lineage: what each transaction of a line read and did. read = added + changed + present + rejected.';
comment on column etl.line_batch.origin is 'The file, or the query, that its rows are from.';
comment on column etl.line_batch.position_from is 'Where the origin was read from; null: from its beginning.';
comment on column etl.line_batch.position_to is 'How far the origin was read.';
comment on column etl.line_batch.state is 'quarantined: a gate failed; its rows are dead letters and nothing was stored.';
comment on column etl.line_batch.present_count is 'Rows that were there already, or superseded by another row of the batch.';
comment on column etl.line_batch.rejected_count is 'Rows that became dead letters.';
comment on column etl.line_batch.event_from is
  'The batch''s facts are those of fact.event with source 1 and an arrival from here to event_to.';
comment on column etl.line_batch.program is 'Version of the program that ran the line.';

create index line_batch_by_line on etl.line_batch (line_id, batch_id);

create table etl.checkpoint (
  line_id    smallint not null references etl.line,
  origin     text not null,
  position   jsonb not null,
  batch_id   bigint not null references etl.line_batch,
  reached_at timestamptz not null default clock_timestamp(),
  constraint a_line_is_at_one_place_of_an_origin primary key (line_id, origin)
) with (fillfactor = 50);

comment on table etl.checkpoint is 'How far each line has read each of its origins. Moves in the transaction of the rows.';
comment on column etl.checkpoint.origin is 'A file by its name below the source''s folder, or the name of a query.';
comment on column etl.checkpoint.position is
  'Of a file: offset in bytes, line, whether it was read to its end, and how its beginning looks; of a query the values of '
  'its watermark in its last row.';

create table etl.gate_result (
  batch_id bigint not null references etl.line_batch,
  gate     text not null,
  passed   boolean not null,
  found    text,
  wanted   text not null,
  constraint a_gate_looks_at_a_batch_once primary key (batch_id, gate)
);

comment on table etl.gate_result is 'What each quality gate found in each batch.';

create table etl.dead_letter (
  dead_letter_id bigint generated always as identity primary key,
  line_id        smallint not null references etl.line,
  batch_id       bigint not null references etl.line_batch,
  origin         text not null,
  place          bigint not null,
  station        text not null,
  code           text not null,
  field          text,
  reason         text not null,
  format         text not null,
  header         text[],
  payload        bytea not null,
  first_seen_at  timestamptz not null default clock_timestamp(),
  last_seen_at   timestamptz not null default clock_timestamp(),
  attempt_count  integer not null default 1,
  replayed_by    bigint references etl.line_batch,
  constraint a_payload_is_csv_json_or_staged check (format in ('csv', 'json', 'staged'))
);

comment on table etl.dead_letter is 'Rows that could not be stored, each with why, and as it came.';
comment on column etl.dead_letter.place is 'Line of the file on which the row begins, or number of the row; from 1.';
comment on column etl.dead_letter.station is 'Where it failed: decode, check, transform or gate.';
comment on column etl.dead_letter.field is 'The column that is wrong; null: the row as a whole.';
comment on column etl.dead_letter.format is
  'How the payload is written. staged: a row as staged, as JSON, of a batch that did not pass a gate.';
comment on column etl.dead_letter.header is 'Names of the columns of a CSV file.';
comment on column etl.dead_letter.payload is
  'The row''s bytes. Read them with convert_from(payload, ''UTF8'') where they are UTF-8.';
comment on column etl.dead_letter.attempt_count is 'How often it failed: 1, and once more for each replay in vain.';
comment on column etl.dead_letter.replayed_by is
  'The batch that took it in after all: into its target, or into the dead letters of its gates.';

create index dead_letter_waiting on etl.dead_letter (line_id, dead_letter_id) where replayed_by is null;

grant usage on schema staging to splitplot_etl;
grant usage on schema external to splitplot_analyst, splitplot_etl;
grant select on etl.line, etl.line_batch, etl.checkpoint, etl.gate_result, etl.dead_letter
  to splitplot_analyst, splitplot_etl;
grant insert on etl.dead_letter to splitplot_etl;
