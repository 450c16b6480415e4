-- Facts, in order of arrival, and the inlets by which the primary's facts come in.
--
-- Within a source, arrivals are drawn in the order of commits: the feed has one apply worker, and imports
-- are serialised by a lock, taken before the first arrival is drawn and held to the commit. So "all facts up
-- to arrival N of a source" is a set that never changes, and a watermark is one number a table and source.

create sequence fact.feed_exposure_arrival;
create sequence fact.feed_event_arrival;
create sequence fact.import_exposure_arrival;
create sequence fact.import_event_arrival;

comment on sequence fact.feed_exposure_arrival is 'Arrivals of exposures from the primary (source 0).';
comment on sequence fact.feed_event_arrival is 'Arrivals of events from the primary (source 0).';
comment on sequence fact.import_exposure_arrival is
  'Arrivals of imported exposures (source 1). Draw only under '
  'pg_advisory_xact_lock(hashtext(''splitplot.import'')).';
comment on sequence fact.import_event_arrival is
  'Arrivals of imported events (source 1). Draw only under '
  'pg_advisory_xact_lock(hashtext(''splitplot.import'')).';

create table fact.exposure (
  source        smallint not null,
  arrival       bigint not null,
  id            uuid not null,
  experiment_id integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  unit_id       text collate "C" not null,
  session_id    text,
  attributes    jsonb,
  occurred_at   timestamptz not null,
  received_at   timestamptz not null,
  constraint an_exposure_arrives_at_one_place primary key (source, arrival),
  constraint an_exposure_is_stored_once unique (id),
  constraint a_source_is_feed_or_import check (source in (0, 1))
);

comment on table fact.exposure is 'That a unit could see its treatment; from every source, each fact once.';
comment on column fact.exposure.source is '0: the feed from our own primary; 1: imports.';
comment on column fact.exposure.arrival is 'Place in the order of arrival at the warehouse, within the source.';

create index exposure_by_unit on fact.exposure (experiment_id, unit_id);

create table fact.event (
  source       smallint not null,
  arrival      bigint not null,
  id           uuid not null,
  unit_type    text not null,
  unit_id      text collate "C" not null,
  name         text not null,
  value        numeric(27, 12),
  order_key    text,
  amount_minor bigint,
  currency     text,
  lines        jsonb,
  properties   jsonb,
  occurred_at  timestamptz not null,
  received_at  timestamptz not null,
  constraint an_event_arrives_at_one_place primary key (source, arrival),
  constraint an_event_is_stored_once_for_each_of_its_units unique (id, unit_type),
  constraint a_source_is_feed_or_import check (source in (0, 1)),
  constraint a_value_is_a_number check (value <> 'NaN')
);

comment on table fact.event is
  'Page views, orders, cancellations, returns, ...: one row for each unit of an event; from every source, '
  'each once.';
comment on column fact.event.unit_type is
  'Key of the unit type. Not its number, because events may arrive before the table of unit types does.';
comment on column fact.event.source is '0: the feed from our own primary; 1: imports.';
comment on column fact.event.arrival is 'Place in the order of arrival at the warehouse, within the source.';
comment on column fact.event.amount_minor is
  'Money in minor units of the currency. Of a cancellation null: the whole order.';

create index event_by_unit on fact.event (unit_id, unit_type);

-- Inlets: the columns of the primary's tables. A trigger moves every row on into schema fact, so these
-- stay empty. They have primary keys so that an update or delete at the primary finds nothing instead of
-- stopping the feed.

create table splitplot.exposure (
  id            uuid primary key,
  experiment_id integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  unit_id       text not null,
  session_id    text,
  attributes    jsonb,
  occurred_at   timestamptz not null,
  received_at   timestamptz not null
);

create table splitplot.event (
  id           uuid primary key,
  units        jsonb not null,
  name         text not null,
  value        numeric(27, 12),
  order_key    text,
  amount_minor bigint,
  currency     text,
  lines        jsonb,
  properties   jsonb,
  occurred_at  timestamptz not null,
  received_at  timestamptz not null
);

comment on table splitplot.exposure is 'Inlet: always empty. The primary''s exposures go on to fact.exposure.';
comment on table splitplot.event is 'Inlet: always empty. The primary''s events go on to fact.event.';

grant select on all tables in schema fact, splitplot to splitplot_analyst, splitplot_etl;
grant insert on fact.exposure, fact.event to splitplot_etl;
grant usage on sequence fact.import_exposure_arrival, fact.import_event_arrival to splitplot_etl;
