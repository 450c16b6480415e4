-- More of what can be measured, and how: ratios, quantiles, funnels, retention; caps, unripe units, covariates of a
-- limited past, net revenue with the same time for each order. Definitions that are there keep their meaning.

alter table splitplot.metric
  add column aggregate text,
  add column denominator_event text,
  add column denominator_aggregate text,
  add column quantile numeric,
  add column steps text[],
  add column window_start interval,
  add column cap numeric,
  add column cap_quantile numeric,
  add column unripe text not null default 'so_far',
  add column covariate_window interval,
  add column net_within interval,
  add column minimum_effect numeric,
  alter column event drop not null,
  drop constraint a_metric_kind_is_known,
  add constraint a_metric_kind_is_known
    check (kind in ('proportion', 'mean', 'count', 'revenue', 'ratio', 'quantile', 'funnel', 'retention')),
  drop constraint revenue_and_only_revenue_has_a_currency,
  add constraint amounts_and_only_amounts_have_a_currency
    check ((kind = 'revenue' or 'amount' in (coalesce(aggregate, ''), coalesce(denominator_aggregate, '')))
      = (currency is not null)),
  add constraint ratios_and_only_ratios_have_aggregates_and_a_denominator
    check ((kind = 'ratio') = (aggregate is not null)
      and (kind = 'ratio') = (denominator_event is not null)
      and (kind = 'ratio') = (denominator_aggregate is not null)),
  add constraint an_aggregate_is_sum_count_or_amount check (aggregate in ('sum', 'count', 'amount')),
  add constraint a_denominator_aggregate_is_sum_count_or_amount
    check (denominator_aggregate in ('sum', 'count', 'amount')),
  add constraint a_denominator_event_has_1_to_128_bytes check (octet_length(denominator_event) between 1 and 128),
  add constraint quantiles_and_only_quantiles_have_a_quantile check ((kind = 'quantile') = (quantile is not null)),
  add constraint a_quantile_is_between_0_and_1 check (quantile > 0 and quantile < 1),
  add constraint a_quantile_has_no_covariate check (kind <> 'quantile' or covariate_event is null),
  add constraint funnels_and_only_funnels_have_steps_instead_of_an_event
    check ((kind = 'funnel') = (steps is not null) and (kind = 'funnel') = (event is null)),
  add constraint a_funnel_has_2_to_10_steps
    check (array_ndims(steps) = 1 and cardinality(steps) between 2 and 10 and array_position(steps, null) is null),
  add constraint a_step_has_1_to_128_bytes
    check ('' <> all (steps) and octet_length(array_to_string(steps, '')) <= 128 * cardinality(steps)),
  add constraint the_steps_of_a_funnel_differ
    check (jsonb_array_length(jsonb_path_query_array(jsonb_object(steps, steps), '$.*')) = cardinality(steps)),
  add constraint retention_and_only_retention_has_a_window_start
    check ((kind = 'retention') = (window_start is not null)),
  add constraint a_window_starts_before_it_ends
    check (window_start is null or (window_start > interval '0' and window_start < coalesce(metric_window, '0'))),
  add constraint a_cap_is_positive check (cap > 0 and cap < 'infinity'),
  add constraint a_cap_quantile_is_between_0_and_1 check (cap_quantile > 0 and cap_quantile < 1),
  add constraint a_cap_is_a_value_or_a_quantile check (cap is null or cap_quantile is null),
  add constraint only_means_counts_and_revenue_are_capped
    check (kind in ('mean', 'count', 'revenue') or (cap is null and cap_quantile is null)),
  add constraint unripe_units_are_measured_so_far_or_excluded check (unripe in ('so_far', 'exclude')),
  add constraint a_unit_ripens_within_a_window check (unripe = 'so_far' or metric_window is not null),
  add constraint a_covariate_window_is_positive check (covariate_window > interval '0'),
  add constraint a_covariate_window_has_a_covariate check (covariate_window is null or covariate_event is not null),
  add constraint net_within_is_positive check (net_within > interval '0'),
  add constraint only_net_revenue_is_net_within check (net or net_within is null),
  add constraint a_minimum_effect_is_positive check (minimum_effect > 0 and minimum_effect < 'infinity');

comment on column splitplot.metric.kind is
  'proportion: 1 when the unit has such an event with a value other than 0 (an event without a value counts), else 0; '
  'mean: the sum of the values of the unit''s events, 0 when it has none; count: the number of its events; revenue: the '
  'sum of the amounts of its orders in minor units of the currency, with net less its cancellations and returns; ratio: '
  'an aggregate of the units'' events over one of others, summed over units before it is divided; quantile: that of the '
  'units'' sums of values, of units that have one; funnel: 1 when the unit has taken all steps in their order, else 0; '
  'retention: a proportion of events that begins some time after the first exposure.';
comment on column splitplot.metric.event is 'What is measured; of a ratio the numerator; null: a funnel, which has steps.';
comment on column splitplot.metric.aggregate is
  'Of a ratio''s numerator: sum of the events'' values, count of events, or sum of their amounts in the currency.';
comment on column splitplot.metric.denominator_event is 'The events that a ratio is divided by.';
comment on column splitplot.metric.denominator_aggregate is 'Of a ratio''s denominator, as aggregate.';
comment on column splitplot.metric.quantile is 'Which quantile, as 0.95.';
comment on column splitplot.metric.steps is
  'Names of events. One at the same instant as the step before it may follow it; one with the value 0 is no step.';
comment on column splitplot.metric.window_start is
  'How long after a unit''s first exposure the window of a retention opens; metric_window says when it closes.';
comment on column splitplot.metric.cap is 'A unit''s value is not more than this.';
comment on column splitplot.metric.cap_quantile is
  'A unit''s value is not more than this quantile of the values of all units of the experiment, zeros included.';
comment on column splitplot.metric.unripe is
  'A unit whose window is still open is measured so_far, or exclude: left out until its window has closed.';
comment on column splitplot.metric.covariate_window is
  'How long before a unit''s first exposure the events of its covariate count; null: without beginning.';
comment on column splitplot.metric.covariate_event is
  'The event whose values before a unit''s first exposure, summed, are its covariate (of orders, where there is a currency, '
  'their amounts); null: none.';
comment on column splitplot.metric.net_within is
  'Cancellations and returns count within so long after their order, also when the window has closed; null: within the '
  'window.';
comment on column splitplot.metric.minimum_effect is
  'The smallest relative difference that is worth finding, as 0.02; for planning.';
comment on column splitplot.metric.metric_window is
  'How long after a unit''s first exposure its events count; null: without end. A day has 24 hours.';
