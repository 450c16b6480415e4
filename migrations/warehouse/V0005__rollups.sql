-- Rollups: what the facts up to the watermark come to, by unit and by variant.
--
-- They hold nothing that the facts do not say: rollup.rebuild() computes them again and compares. All sums
-- are numeric, so they are exact and do not depend on the order in which facts arrived.

create table rollup.unit (
  unit_no bigint generated always as identity primary key,
  unit_id text collate "C" not null unique
);

comment on table rollup.unit is 'A small number for each unit id that has been exposed to any experiment.';

create table rollup.exposed_unit (
  experiment_id        integer not null,
  unit_no              bigint not null,
  phase_id             integer not null,
  variant_id           integer not null,
  first_exposed_at     timestamptz not null,
  saw_several_variants boolean not null,
  constraint a_unit_is_exposed_once_to_an_experiment primary key (experiment_id, unit_no)
) with (fillfactor = 90);

comment on table rollup.exposed_unit is
  'The first exposure of each unit to each experiment (earliest occurred_at, then smallest id).';
comment on column rollup.exposed_unit.saw_several_variants is
  'The unit has exposures of other variants, too; it stays with the first, and is counted in reports.';

create index exposed_unit_by_unit on rollup.exposed_unit (unit_no);

create table rollup.unit_metric (
  experiment_id integer not null,
  unit_no       bigint not null,
  metric_id     integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  value         numeric not null,
  covariate     numeric not null,
  constraint a_unit_has_one_value_of_a_metric primary key (experiment_id, unit_no, metric_id)
) with (fillfactor = 80);

comment on table rollup.unit_metric is
  'The value of a metric for an exposed unit. Units whose value and covariate are both 0 have no row.';
comment on column rollup.unit_metric.covariate is
  'Sum of the values of the metric''s covariate event before the first exposure; 0 when it has none.';

create table rollup.measured (
  experiment_id   integer not null,
  metric_id       integer not null,
  unit_type       text not null,
  kind            text not null,
  event           text not null,
  net             boolean not null,
  currency        text,
  metric_window   interval,
  covariate_event text,
  after_batch_id  bigint not null,
  constraint a_metric_is_measured_once_in_an_experiment primary key (experiment_id, metric_id)
);

comment on table rollup.measured is
  'The metrics of experiments that the rollups contain, with their definitions, which never change. A copy, because '
  'the configuration is away for a while when the feed is built anew.';
comment on column rollup.measured.after_batch_id is
  'The newest batch that did not contain it. Batches after that do, for all facts.';

create table rollup.traffic (
  experiment_id  integer not null,
  phase_id       integer not null,
  variant_id     integer not null,
  unit_count     bigint not null,
  multiple_count bigint not null,
  constraint traffic_has_one_row_a_variant_and_phase primary key (experiment_id, phase_id, variant_id)
) with (fillfactor = 50);

comment on table rollup.traffic is 'Exposed units by variant and phase of their first exposure.';
comment on column rollup.traffic.multiple_count is 'Those of the units that were exposed to other variants, too.';

create table rollup.moments (
  experiment_id integer not null,
  metric_id     integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  sum_y         numeric not null,
  sum_yy        numeric not null,
  sum_x         numeric not null,
  sum_xx        numeric not null,
  sum_xy        numeric not null,
  constraint moments_have_one_row_a_metric_variant_and_phase
    primary key (experiment_id, metric_id, phase_id, variant_id)
) with (fillfactor = 50);

comment on table rollup.moments is
  'Exact sums over exposed units of the value y and the covariate x. How many units: rollup.traffic.unit_count.';

grant select on all tables in schema rollup to splitplot_analyst, splitplot_etl;
