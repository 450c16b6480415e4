-- Metrics: what is measured, as data. A definition that is used is succeeded by a new version.

create table splitplot.metric (
  metric_id           integer generated always as identity primary key,
  key                 text not null,
  version             integer not null default 1,
  kind                text not null,
  event               text not null,
  net                 boolean not null default false,
  currency            text,
  metric_window       interval,
  covariate_event     text,
  direction           text not null default 'increase',
  description         text not null default '',
  created_at          timestamptz not null default now(),
  constraint a_metric_version_is_unique unique (key, version),
  constraint a_metric_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$'),
  constraint a_metric_version_is_positive check (version > 0),
  constraint a_metric_kind_is_known check (kind in ('proportion', 'mean', 'count', 'revenue')),
  constraint a_metric_event_has_1_to_128_bytes check (octet_length(event) between 1 and 128),
  constraint a_covariate_event_has_1_to_128_bytes check (octet_length(covariate_event) between 1 and 128),
  constraint a_currency_is_three_capitals check (currency ~ '^[A-Z]{3}$'),
  constraint revenue_and_only_revenue_has_a_currency check ((kind = 'revenue') = (currency is not null)),
  constraint only_revenue_is_net check (kind = 'revenue' or not net),
  constraint revenue_is_made_of_orders check (kind <> 'revenue' or event = 'order'),
  constraint a_metric_window_is_positive check (metric_window > interval '0'),
  constraint a_direction_is_increase_or_decrease check (direction in ('increase', 'decrease'))
);

comment on table splitplot.metric is
  'What is measured for each exposed unit, from its events after its first exposure.';
comment on column splitplot.metric.kind is
  'proportion: 1 when the unit has such an event with a value other than 0 (an event without a value '
  'counts), else 0; mean: the sum of the values of the unit''s events, 0 when it has none; count: the number of its '
  'events; revenue: the sum of the amounts of its orders in minor units of the currency, with net less '
  'its cancellations and returns.';
comment on column splitplot.metric.metric_window is
  'How long after a unit''s first exposure its events count; null: without end. A unit whose window is '
  'still open is measured so far.';
comment on column splitplot.metric.covariate_event is
  'The event whose values before a unit''s first exposure, summed, are its covariate; null: none.';

grant select on splitplot.metric to splitplot_api, splitplot_analyst, splitplot_feed;
grant insert on splitplot.metric to splitplot_api;
