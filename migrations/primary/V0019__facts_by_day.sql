-- Facts lie in a partition for each day that they were received, so that a day that nobody needs any more is dropped
-- and not deleted. A unique constraint of such a table has to contain the day, so "each id once" is the primary key of a
-- table of its own, which is kept for longer than any fact may be late.

create table splitplot.fact_setting (
  is_the_only_row boolean primary key default true,
  future_max      interval not null default '5 minutes',
  future_policy   text not null default 'refuse',
  past_max        interval not null default '400 days',
  unknown_events  text not null default 'allow',
  ids_kept        interval not null default '402 days',
  facts_kept      interval,
  days_ahead      integer not null default 7,
  constraint there_is_one_row check (is_the_only_row),
  constraint a_policy_is_refuse_or_clamp check (future_policy in ('refuse', 'clamp')),
  constraint unknown_events_are_allowed_or_refused check (unknown_events in ('allow', 'refuse')),
  constraint a_clock_may_be_ahead_for_up_to_a_day check (future_max between '0' and '1 day'),
  constraint a_fact_may_be_late_for_an_hour_to_ten_years check (past_max between '1 hour' and '3650 days'),
  constraint ids_are_kept_a_day_longer_than_facts_may_be_late
    check (ids_kept >= past_max + future_max + interval '1 day'),
  constraint facts_are_kept_for_a_day_at_least check (facts_kept >= '1 day'),
  constraint partitions_are_made_2_to_60_days_ahead check (days_ahead between 2 and 60)
);

comment on table splitplot.fact_setting is 'How this installation takes and keeps facts. One row.';
comment on column splitplot.fact_setting.future_max is 'How far occurred_at may be ahead of received_at.';
comment on column splitplot.fact_setting.future_policy is
  'What becomes of a fact that is further ahead: refuse, or clamp: it occurred when it was received, and reported_at '
  'keeps what was said.';
comment on column splitplot.fact_setting.past_max is
  'How long before received_at a fact may have occurred; older ones are refused, as their ids may be forgotten.';
comment on column splitplot.fact_setting.unknown_events is
  'Whether an event may have a name that is not in event_name: allow or refuse.';
comment on column splitplot.fact_setting.ids_kept is
  'For how long an id is remembered. A fact that is sent again later than that is older than past_max, so it is refused.';
comment on column splitplot.fact_setting.facts_kept is
  'For how long the primary keeps facts; the warehouse has its own. Null: for ever.';
comment on column splitplot.fact_setting.days_ahead is 'For how many days from today partitions are made.';

insert into splitplot.fact_setting default values;

create table splitplot.event_name (
  name       text primary key,
  created_at timestamptz not null default now(),
  constraint an_event_name_has_1_to_128_bytes check (octet_length(name) between 1 and 128)
);

comment on table splitplot.event_name is
  'The names that events may have where unknown ones are refused. Orders, cancellations and returns are always known.';

insert into splitplot.event_name (name)
values ('order'), ('cancellation'), ('return'), ('page_view'), ('add_to_cart'), ('remove_from_cart'), ('checkout');

create table splitplot.exposure_id (
  id          uuid primary key,
  received_on date not null
);

create table splitplot.event_id (
  id          uuid primary key,
  received_on date not null
);

comment on table splitplot.exposure_id is 'The ids of exposures: each is stored once within fact_setting.ids_kept.';
comment on table splitplot.event_id is 'The ids of events: each is stored once within fact_setting.ids_kept.';
comment on column splitplot.exposure_id.received_on is 'The day in UTC on which it was stored.';
comment on column splitplot.event_id.received_on is 'The day in UTC on which it was stored.';

create index exposure_id_by_day on splitplot.exposure_id using brin (received_on);
create index event_id_by_day on splitplot.event_id using brin (received_on);

-- The tables of one partition each become partitioned ones of the same names.

alter table splitplot.first_assignment drop constraint first_assignment_exposure_id_fkey;
alter publication splitplot_warehouse drop table splitplot.exposure, splitplot.event;
alter table splitplot.exposure rename to exposure_before;
alter table splitplot.event rename to event_before;
alter table splitplot.exposure_before rename constraint exposure_pkey to exposure_before_pkey;
alter table splitplot.event_before rename constraint event_pkey to event_before_pkey;

create table splitplot.exposure (
  id            uuid not null,
  experiment_id integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  unit_id       text not null,
  session_id    text,
  attributes    jsonb,
  occurred_at   timestamptz not null,
  reported_at   timestamptz,
  received_at   timestamptz not null,
  constraint an_exposure_lies_in_the_day_it_was_received primary key (received_at, id),
  constraint a_unit_id_has_1_to_256_bytes check (octet_length(unit_id) between 1 and 256),
  constraint a_session_id_has_1_to_256_bytes check (octet_length(session_id) between 1 and 256),
  constraint a_unit_is_exposed_to_its_own_variant_only
    foreign key (experiment_id, unit_id, variant_id)
    references splitplot.first_assignment (experiment_id, unit_id, variant_id)
    deferrable initially deferred,
  constraint a_session_is_exposed_to_one_variant_only
    foreign key (experiment_id, session_id, variant_id)
    references splitplot.session_variant (experiment_id, session_id, variant_id)
    deferrable initially deferred
) partition by range (received_at);

comment on table splitplot.exposure is
  'The recorded fact that a unit could see its treatment; a partition for each day in UTC that they were received.';
comment on column splitplot.exposure.id is 'Made by the client; exposure_id keeps each once.';
comment on column splitplot.exposure.attributes is
  'The attributes that were sent with the exposure; null: none were, and its targeting is the client''s word.';
comment on column splitplot.exposure.occurred_at is 'When it happened, by the client''s clock, within bounds.';
comment on column splitplot.exposure.reported_at is
  'What the client said when that was out of bounds and occurred_at was clamped; null: it was not.';
comment on column splitplot.exposure.received_at is
  'When it was acknowledged: by the primary''s clock, or by a server''s while the primary was away.';

create table splitplot.event (
  id           uuid not null,
  units        jsonb not null,
  name         text not null,
  value        numeric(27, 12),
  order_key    text,
  amount_minor bigint,
  currency     text,
  lines        jsonb,
  properties   jsonb,
  occurred_at  timestamptz not null,
  reported_at  timestamptz,
  received_at  timestamptz not null,
  constraint an_event_lies_in_the_day_it_was_received primary key (received_at, id),
  constraint an_event_has_units check (jsonb_typeof(units) = 'object' and units <> '{}'),
  constraint an_event_name_has_1_to_128_bytes check (octet_length(name) between 1 and 128),
  constraint an_order_key_has_1_to_256_bytes check (octet_length(order_key) between 1 and 256),
  constraint a_value_is_a_number check (value <> 'NaN'),
  constraint a_currency_is_three_capitals check (currency ~ '^[A-Z]{3}$'),
  constraint an_amount_has_a_currency check ((amount_minor is null) = (currency is null)),
  constraint an_amount_is_not_negative check (amount_minor >= 0),
  constraint orders_cancellations_and_returns_name_their_order
    check (name not in ('order', 'cancellation', 'return') or order_key is not null),
  constraint orders_and_returns_have_an_amount
    check (name not in ('order', 'return') or amount_minor is not null)
) partition by range (received_at);

comment on table splitplot.event is
  'Page views, carts, orders, cancellations, returns and whatever else a service reports; a partition for each day in '
  'UTC that they were received.';
comment on column splitplot.event.id is 'Made by the client; event_id keeps each once.';
comment on column splitplot.event.units is 'Unit type to unit id, for each unit that the event belongs to.';
comment on column splitplot.event.value is 'A decimal number, kept to 12 places; null: the event has none.';
comment on column splitplot.event.amount_minor is
  'Money in minor units of the currency (cents). Of a cancellation null: the whole order.';
comment on column splitplot.event.reported_at is
  'What the client said when that was out of bounds and occurred_at was clamped; null: it was not.';
comment on column splitplot.event.received_at is
  'When it was acknowledged: by the primary''s clock, or by a server''s while the primary was away.';

-- What is received in order is nearly in order of its occurrence: a few bytes a megabyte find a time.
create index exposure_by_time on splitplot.exposure using brin (occurred_at);
create index event_by_time on splitplot.event using brin (occurred_at);

-- make_fact_day is a function and comes after all migrations, so the first days are made by hand.
do $$
declare
  day date;
begin
  perform set_config('timezone', 'UTC', true);
  for day in
    select received_at::date from splitplot.exposure_before
    union
    select received_at::date from splitplot.event_before
    union
    select generate_series(current_date, current_date + 7, interval '1 day')::date
  loop
    execute format('create table splitplot.%I partition of splitplot.exposure for values from (%L) to (%L)',
      'exposure_' || to_char(day, 'YYYYMMDD'), day, day + 1);
    execute format('create table splitplot.%I partition of splitplot.event for values from (%L) to (%L)',
      'event_' || to_char(day, 'YYYYMMDD'), day, day + 1);
  end loop;
end
$$;

-- The first word of a session counts, as it did in session_variant; an exposure of the days before that rule
-- that contradicts it is kept without its session.
insert into splitplot.exposure
  (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at, received_at)
select
  x.id, x.experiment_id, x.phase_id, x.variant_id, x.unit_id, s.session_id, x.attributes, x.occurred_at, x.received_at
from splitplot.exposure_before x
left join splitplot.session_variant s using (experiment_id, session_id, variant_id);

insert into splitplot.event
  (id, units, name, value, order_key, amount_minor, currency, lines, properties, occurred_at, received_at)
select id, units, name, value, order_key, amount_minor, currency, lines, properties, occurred_at, received_at
from splitplot.event_before;

insert into splitplot.exposure_id (id, received_on)
select id, (received_at at time zone 'UTC')::date from splitplot.exposure_before;
insert into splitplot.event_id (id, received_on)
select id, (received_at at time zone 'UTC')::date from splitplot.event_before;

drop table splitplot.exposure_before, splitplot.event_before;

-- An exposure has the variant of its unit's first assignment and so needs no rule of its own about variants and phases;
-- nor does what a session has seen, as only exposures say that.
alter table splitplot.phase_variant
  add constraint a_phase_variant_can_be_pointed_at unique (experiment_id, phase_id, variant_id);
alter table splitplot.first_assignment
  drop constraint a_first_assignment_has_a_variant_of_its_experiment,
  add constraint a_first_assignment_has_a_variant_of_its_phase
    foreign key (experiment_id, phase_id, variant_id)
    references splitplot.phase_variant (experiment_id, phase_id, variant_id) not valid;
alter table splitplot.session_variant drop constraint a_session_variant_is_one_of_its_experiment;

alter publication splitplot_warehouse set (publish_via_partition_root = true);
alter publication splitplot_warehouse add table splitplot.exposure, splitplot.event;

create table splitplot.refused_fact (
  refused_fact_id bigint generated always as identity primary key,
  fact            text not null,
  refused_at      timestamptz not null default clock_timestamp(),
  code            text not null,
  detail          text not null,
  item            jsonb not null,
  constraint a_fact_is_an_exposure_or_an_event check (fact in ('exposure', 'event'))
);

comment on table splitplot.refused_fact is
  'Facts that a server acknowledged while the primary was away, and that turned out to be wrong when they got here.';
comment on column splitplot.refused_fact.item is 'The fact as the function of its kind takes it.';

grant select on splitplot.exposure, splitplot.event to splitplot_api, splitplot_analyst, splitplot_feed;
grant select on splitplot.fact_setting, splitplot.event_name to splitplot_api, splitplot_analyst;
grant select on splitplot.exposure_id, splitplot.event_id, splitplot.refused_fact to splitplot_analyst;


drop function if exists splitplot.judge_exposures(jsonb);
drop function if exists splitplot.agreed_exposures(splitplot.judged_exposure[], jsonb);
drop function if exists splitplot.exposure_problem(text, text, text, text, timestamptz);
drop function if exists splitplot.record_exposures(jsonb);
drop function if exists splitplot.record_events(jsonb);
drop type splitplot.judged_exposure;

create type splitplot.judged_exposure as (
  index integer, id uuid, experiment_id integer, phase_id integer, variant_id integer, unit_type_id smallint,
  unit_id text, session_id text, attributes jsonb, occurred_at timestamptz, reported_at timestamptz,
  received_at timestamptz, is_enrolled boolean, is_seen boolean, is_duplicate boolean, is_good boolean, code text,
  detail text);

comment on type splitplot.judged_exposure is
  'What judge_exposures says of one reported exposure. is_enrolled: its unit has a first assignment; is_seen: its '
  'session has seen the experiment; is_duplicate: it is stored already, or stands earlier in the batch; is_good: it '
  'is to be stored.';
