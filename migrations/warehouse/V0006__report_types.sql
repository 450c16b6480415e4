-- The rows that reports are made of. Types, because several functions of schema report hand them on.

create type report.arm as (
  metric_id  integer,
  phase_id   integer,
  variant_id integer,
  is_control boolean,
  n          bigint,
  sum_y      numeric,
  sum_yy     numeric,
  mean       float8,
  variance   float8,
  syy        float8,
  mean_x     float8,
  sxx        float8,
  sxy        float8
);

comment on type report.arm is
  'What statistics need to know of a metric in a phase and variant: y is the value, x the covariate; syy, '
  'sxx and sxy are centred sums, variance is syy / (n - 1).';

create type report.line as (
  metric                  text,
  kind                    text,
  currency                text,
  role                    text,
  method                  text,
  variant                 text,
  is_control              boolean,
  n                       bigint,
  mean                    float8,
  standard_deviation      float8,
  baseline                text,
  difference              float8,
  standard_error          float8,
  degrees_of_freedom      float8,
  statistic               float8,
  p_value                 float8,
  log_p_value             float8,
  p_value_adjusted        float8,
  interval_low            float8,
  interval_high           float8,
  level                   float8,
  lift                    float8,
  lift_low                float8,
  lift_high               float8,
  lift_method             text,
  adjusted_difference     float8,
  adjusted_standard_error float8,
  adjusted_p_value        float8,
  adjusted_interval_low   float8,
  adjusted_interval_high  float8,
  variance_ratio          float8,
  sample_ratio_p_value    float8,
  direction               text,
  phases_used             integer,
  heterogeneity_p_value   float8,
  state                   text,
  note                    text,
  as_of                   timestamptz,
  data_as_of              timestamptz
);

comment on type report.line is 'A line of report.experiment(): a metric and a variant, compared with the control.';
comment on column report.line.currency is 'Of revenue, whose numbers are in its minor units; else null.';
comment on column report.line.n is 'Exposed units of the variant, over all phases.';
comment on column report.line.mean is 'Mean value of a unit; of revenue in minor units of the currency.';
comment on column report.line.difference is
  'Variant minus baseline, compared within each phase; with several phases not the difference of the means.';
comment on column report.line.p_value_adjusted is
  'Holm over the primary metrics and variants, Benjamini-Hochberg over the secondary ones, of guardrails '
  'p_value.';
comment on column report.line.interval_low is 'Of difference, at level, not adjusted for the number of comparisons.';
comment on column report.line.lift is 'Relative difference, as a fraction of the baseline''s mean.';
comment on column report.line.adjusted_difference is
  'Difference less what the covariate explains (CUPED, one slope within variants); null without a covariate.';
comment on column report.line.variance_ratio is 'Variance of the adjusted over that of the plain difference.';
comment on column report.line.sample_ratio_p_value is 'Of the experiment: do the variants'' shares fit their weights?';
comment on column report.line.heterogeneity_p_value is 'Do the phases agree on the difference? Null with one phase.';
comment on column report.line.state is
  'baseline (the control), ok, insufficient_data, zero_variance, not_measured (the metric is not rolled '
  'up yet).';
comment on column report.line.note is 'Why numbers are null; null when none is.';
comment on column report.line.as_of is 'The instant whose knowledge this is.';
comment on column report.line.data_as_of is 'When the newest of that knowledge became visible; null: there was none.';
