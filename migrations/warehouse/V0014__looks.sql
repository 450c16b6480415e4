-- Looks: who read a report, when, on which data; and what sequential methods must remember from look to look.
--
-- Nothing here is ever changed. A report as of a batch uses the looks at earlier batches only, so it stays the same
-- whatever is looked at later.

create table report.look (
  experiment_id integer not null,
  batch_id      bigint not null references etl.batch,
  looked_by     text not null,
  number        integer not null,
  looked_at     timestamptz not null,
  constraint a_look_is_recorded_once_for_each_reader primary key (experiment_id, batch_id, looked_by),
  constraint looks_are_numbered_from_1 check (number > 0)
);

comment on table report.look is 'Who read the report of an experiment first at which batch. Append only.';
comment on column report.look.number is
  'Which batch it is of those that were looked at, counted from 1; the same for all readers of a batch.';
comment on column report.look.looked_by is 'The API key''s name, or the database role of who asked by SQL.';
comment on column report.look.looked_at is 'The instant whose knowledge was shown.';

create table report.comparison_look (
  experiment_id         integer not null,
  batch_id              bigint not null references etl.batch,
  metric_id             integer not null,
  variant_id            integer not null,
  difference            float8 not null,
  standard_error        float8 not null,
  p_value               float8 not null,
  mixing_variance       float8 not null,
  running_log_p_value   float8 not null,
  running_interval_low  float8 not null,
  running_interval_high float8 not null,
  constraint a_comparison_is_remembered_once_a_batch primary key (experiment_id, metric_id, variant_id, batch_id)
);

comment on table report.comparison_look is
  'What an always-valid comparison gave at a look, and what is remembered for the next. Append only.';
comment on column report.comparison_look.p_value is 'Of this look alone.';
comment on column report.comparison_look.mixing_variance is
  'Fixed at the first look that could be judged: if it moved with the data, the test would not hold.';
comment on column report.comparison_look.running_log_p_value is 'ln of the smallest p-value of all looks up to this.';
comment on column report.comparison_look.running_interval_low is
  'Largest lower end of the intervals of all looks up to this. Above running_interval_high: the effect has drifted.';

create table report.analysis (
  experiment_id    integer not null,
  number           integer not null,
  batch_id         bigint not null references etl.batch,
  analysed_at      timestamptz not null,
  analysed_by      text not null,
  constraint analyses_are_numbered primary key (experiment_id, number),
  constraint a_batch_is_analysed_once unique (experiment_id, batch_id),
  constraint analyses_are_numbered_from_1 check (number > 0)
);

comment on table report.analysis is 'The analyses of a group-sequential experiment. Append only.';
create table report.analysis_comparison (
  experiment_id   integer not null,
  number          integer not null,
  metric_id       integer not null,
  variant_id      integer not null,
  information     float8 not null,
  difference      float8,
  standard_error  float8,
  statistic       float8,
  boundary        float8 not null,
  alpha_spent     float8 not null,
  is_crossed      boolean not null,
  is_final        boolean not null,
  p_value         float8,
  estimate        float8,
  interval_low    float8,
  interval_high   float8,
  constraint a_comparison_is_analysed_once primary key (experiment_id, number, metric_id, variant_id),
  constraint a_comparison_belongs_to_an_analysis
    foreign key (experiment_id, number) references report.analysis (experiment_id, number),
  constraint information_is_positive check (information > 0),
  constraint a_boundary_is_positive check (boundary > 0)
);

comment on table report.analysis_comparison is
  'A primary metric and a treatment at an analysis, against the boundary that was computed for it. Append only.';
comment on column report.analysis_comparison.information is
  'Effective units n_c n_t / (n_c + n_t), summed over phases, over those that were planned.';
comment on column report.analysis_comparison.boundary is
  'The absolute z above which the comparison is significant at this analysis.';
comment on column report.analysis_comparison.alpha_spent is 'Two-sided, up to and with this analysis.';
comment on column report.analysis_comparison.is_final is
  'The planned information is there, or the experiment has ended: nothing more will be decided.';
comment on column report.analysis_comparison.p_value is
  'Stage-wise two-sided p-value, of the analysis that crosses first or is final; else null.';
comment on column report.analysis_comparison.estimate is 'Median-unbiased, where p_value is; else null.';
comment on column report.analysis_comparison.interval_low is
  'Stage-wise where p_value is, else repeated: difference less boundary standard errors.';

do $$
begin
  create role splitplot_analyser nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema report to splitplot_analyser;
grant select on report.look, report.comparison_look, report.analysis, report.analysis_comparison
  to splitplot_analyst, splitplot_reporter;

-- What the skewness of a metric takes. The cubes are those of the value as it is analysed.
alter table rollup.moments add column sum_cubes numeric not null default 0;
update rollup.moments m
set sum_cubes = u.sum_cubes
from (
  select experiment_id, metric_id, phase_id, variant_id, day, sum(value * value * value) as sum_cubes
  from rollup.unit_metric
  group by 1, 2, 3, 4, 5
) u
where (u.experiment_id, u.metric_id, u.phase_id, u.variant_id, u.day)
  = (m.experiment_id, m.metric_id, m.phase_id, m.variant_id, m.day);
alter table rollup.moments alter column sum_cubes drop default;

comment on column rollup.moments.sum_cubes is 'Of the value; of metrics with a cap of a fixed value, of the capped one.';

alter type report.arm
  add attribute sum_z numeric,
  add attribute sum_zz numeric,
  add attribute sum_yz numeric,
  add attribute sum_cubes numeric;

comment on column report.arm.sum_z is 'Of a ratio the sum of the denominators; else 0.';
comment on column report.arm.phase_id is 'Null: all phases together, of quantiles, which cannot be added.';
comment on column report.arm.variance is
  'n times the squared standard error of mean: of means the variance of a unit''s value; of ratios by the delta method; of '
  'quantiles from the spacing of order statistics.';

alter type report.line
  add attribute look integer,
  add attribute decision text,
  add attribute fixed_p_value float8,
  add attribute fixed_log_p_value float8,
  add attribute fixed_interval_low float8,
  add attribute fixed_interval_high float8,
  add attribute mixing_variance float8,
  add attribute running_interval_low float8,
  add attribute running_interval_high float8,
  add attribute analysis integer,
  add attribute information float8,
  add attribute boundary float8,
  add attribute alpha_spent float8,
  add attribute effective_units float8,
  add attribute detectable_effect float8,
  add attribute metric_id integer,
  add attribute variant_id integer,
  add attribute look_p_value float8,
  add attribute analysed_difference float8,
  add attribute median_unbiased_difference float8,
  add attribute moments jsonb,
  add attribute cap numeric,
  add attribute uncapped_difference float8,
  add attribute uncapped_standard_error float8,
  add attribute uncapped_p_value float8,
  add attribute uncapped_interval_low float8,
  add attribute uncapped_interval_high float8,
  add attribute skewness float8,
  add attribute minimum_effect numeric,
  add attribute power float8,
  add attribute unripe_units bigint;

comment on column report.line.method is
  'welch or welch_mantel_haenszel (fixed horizon), always_valid, group_sequential: how p_value and interval were made.';
comment on column report.line.look is 'Which look at the experiment this is, counted by batches that were looked at.';
comment on column report.line.decision is
  'significant, not_significant, or open: what the declared method allows to say now; null: nothing to decide.';
comment on column report.line.fixed_p_value is
  'Welch''s p-value, which holds for one look at a planned sample only; p_value is that of the method.';
comment on column report.line.running_interval_low is
  'Of all looks together, for an effect that does not change; above running_interval_high: it has drifted.';
comment on column report.line.analysis is 'Number of the newest group-sequential analysis.';
comment on column report.line.analysed_difference is 'The difference at that analysis.';
comment on column report.line.median_unbiased_difference is
  'Estimate that is right half of the time on either side, once an analysis has decided; the plain one is too far from 0.';
comment on column report.line.information is 'Effective units at that analysis over those planned.';
comment on column report.line.boundary is 'The absolute z that had to be exceeded there.';
comment on column report.line.look_p_value is 'Always-valid p-value of this look alone; p_value is over all looks so far.';
comment on column report.line.moments is
  'What all numbers are made of: of each phase with units n, mean, m2 (centred sum of squares) of the value, and where '
  'there is a covariate its mean_x, m2_x and c (centred sum of products).';
comment on column report.line.cap is 'What a unit''s value is not more than, as used in this report; null: no cap.';
comment on column report.line.uncapped_difference is 'Without the cap, by Welch; null without a cap.';
comment on column report.line.skewness is 'Of the units'' values as analysed.';
comment on column report.line.power is
  'Chance that one look at this many units finds the smallest effect worth finding (minimum_effect, relative).';
comment on column report.line.unripe_units is 'Units left out because their window is still open.';
comment on column report.line.effective_units is 'n_c n_t / (n_c + n_t), summed over phases.';
comment on column report.line.detectable_effect is
  'The difference that a test of this size would find with a chance of 80 %, in the metric''s unit.';

-- These give more columns now, and a function's type cannot be replaced.
drop function if exists report.comparisons(report.arm[], float8);
drop function if exists report.lines(splitplot.experiment, etl.batch, timestamptz);
drop function if exists report.document_at(splitplot.experiment, etl.batch, timestamptz);
drop function if exists report.arms(integer, etl.batch);
drop function if exists rollup.moments_at(integer, etl.batch);
