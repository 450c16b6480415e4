-- What services report: who saw what, and what happened afterwards. Append only.

create table splitplot.exposure (
  id            uuid primary key,
  experiment_id integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  unit_id       text not null,
  session_id    text,
  attributes    jsonb,
  occurred_at   timestamptz not null,
  received_at   timestamptz not null default clock_timestamp(),
  constraint an_exposure_has_a_phase_of_its_experiment
    foreign key (phase_id, experiment_id) references splitplot.phase (phase_id, experiment_id),
  constraint an_exposure_has_a_variant_of_its_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id),
  constraint a_unit_id_has_1_to_256_bytes check (octet_length(unit_id) between 1 and 256),
  constraint a_session_id_has_1_to_256_bytes check (octet_length(session_id) between 1 and 256)
);

comment on table splitplot.exposure is 'The recorded fact that a unit could see its treatment.';
comment on column splitplot.exposure.id is 'Made by the client; makes reporting the same fact twice harmless.';
comment on column splitplot.exposure.attributes is
  'The attributes that were sent with the exposure; null: none were, and its targeting is the client''s word.';
comment on column splitplot.exposure.occurred_at is 'When it happened, by the client''s clock, within bounds.';
comment on column splitplot.exposure.received_at is 'When we took it, by the primary''s clock.';

create table splitplot.first_assignment (
  experiment_id integer not null,
  unit_id       text not null,
  variant_id    integer not null,
  phase_id      integer not null,
  exposure_id   uuid not null references splitplot.exposure,
  assigned_at   timestamptz not null,
  constraint a_unit_has_one_variant_of_an_experiment primary key (experiment_id, unit_id),
  constraint a_first_assignment_has_a_variant_of_its_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id)
);

comment on table splitplot.first_assignment is
  'The variant a unit got at its first recorded exposure; it keeps it as long as the experiment lives.';

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
  received_at  timestamptz not null default clock_timestamp(),
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
);

comment on table splitplot.event is
  'Page views, carts, orders, cancellations, returns and whatever else a service reports.';
comment on column splitplot.event.units is 'Unit type to unit id, for each unit that the event belongs to.';
comment on column splitplot.event.value is 'A decimal number, kept to 12 places; null: the event has none.';
comment on column splitplot.event.amount_minor is
  'Money in minor units of the currency (cents). Of a cancellation null: the whole order.';

grant select on splitplot.exposure, splitplot.first_assignment, splitplot.event
  to splitplot_api, splitplot_analyst, splitplot_feed;
grant insert on splitplot.exposure, splitplot.first_assignment, splitplot.event to splitplot_api;
