-- Experiments, their phases and variants, and the buckets they own.
--
-- Configuration is temporal: a phase and an allocation are valid for a range of time, the range may be
-- closed once, and nothing else of them changes once they have been in force. So every decision of the
-- past can be made again.

create table splitplot.experiment (
  experiment_id integer generated always as identity primary key,
  key           text not null unique,
  unit_type_id  smallint not null references splitplot.unit_type,
  assignment    text not null default 'splitplot',
  layer_id      integer,
  salt          text not null default gen_random_uuid()::text,
  algorithm     smallint not null default 1,
  state         text not null default 'draft',
  hypothesis    text not null default '',
  method        jsonb not null,
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  stopped_at    timestamptz,
  constraint an_experiment_has_the_unit_type_of_its_layer
    foreign key (layer_id, unit_type_id) references splitplot.layer (layer_id, unit_type_id),
  constraint an_experiment_has_one_layer unique (experiment_id, layer_id),
  constraint an_experiment_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$'),
  constraint assignment_is_ours_or_external check (assignment in ('splitplot', 'external')),
  constraint only_external_experiments_have_no_layer
    check ((assignment = 'external') = (layer_id is null)),
  constraint a_salt_has_1_to_256_bytes check (octet_length(salt) between 1 and 256),
  constraint the_algorithm_is_known check (algorithm = 1),
  constraint a_state_is_known check (state in ('draft', 'running', 'paused', 'stopped', 'concluded')),
  constraint a_draft_has_not_started check ((state = 'draft') = (started_at is null)),
  constraint stopped_experiments_have_an_end
    check ((state in ('stopped', 'concluded')) = (stopped_at is not null)),
  constraint stops_after_start check (stopped_at > started_at)
);

comment on table splitplot.experiment is
  'One question to the traffic. Its state goes draft, running (and paused), stopped, concluded.';
comment on column splitplot.experiment.assignment is
  'splitplot: we decide who gets what; external: another system decided, we only import and report.';
comment on column splitplot.experiment.salt is
  'First half of the hashed text that chooses a unit''s variant. Frozen when the experiment starts.';
comment on column splitplot.experiment.algorithm is
  'Version of the assignment algorithm, frozen when the experiment starts. 1: SHA-256, see splitplot.bucket.';
comment on column splitplot.experiment.method is
  'How the experiment is analysed, declared before it starts: kind, alpha, planned_units.';
comment on column splitplot.experiment.version is
  'Grows by 1 with every change; the ETag of the experiment.';

create table splitplot.variant (
  variant_id    integer generated always as identity primary key,
  experiment_id integer not null references splitplot.experiment,
  key           text not null,
  position      integer not null,
  is_control    boolean not null default false,
  constraint a_variant_key_is_unique_within_its_experiment unique (experiment_id, key),
  constraint a_variant_position_is_unique_within_its_experiment unique (experiment_id, position),
  constraint a_variant_has_one_experiment unique (variant_id, experiment_id),
  constraint a_variant_key_has_1_to_128_bytes check (octet_length(key) between 1 and 128),
  constraint a_variant_position_is_positive check (position > 0)
);

comment on table splitplot.variant is 'The treatments of an experiment; one of them is the control.';
comment on column splitplot.variant.position is 'Order in which weights are summed to choose a variant, from 1.';

create unique index an_experiment_has_one_control on splitplot.variant (experiment_id) where is_control;

create table splitplot.phase (
  phase_id      integer generated always as identity primary key,
  experiment_id integer not null references splitplot.experiment,
  number        integer not null,
  valid         tstzrange not null default 'empty',
  traffic_ppm   integer not null,
  targeting     jsonb,
  constraint a_phase_number_is_unique_within_its_experiment unique (experiment_id, number),
  constraint a_phase_has_one_experiment unique (phase_id, experiment_id),
  constraint an_experiment_has_one_phase_at_a_time
    exclude using gist (experiment_id with =, valid with &&),
  constraint a_phase_number_is_positive check (number > 0),
  constraint traffic_is_a_share_in_ppm check (traffic_ppm between 0 and 1000000),
  constraint a_phase_has_a_beginning check (isempty(valid) or (not lower_inf(valid) and lower_inc(valid)))
);

comment on table splitplot.phase is
  'A period in which ranges, weights, targeting and parameters are constant. An empty valid range: not yet in force.';
comment on column splitplot.phase.traffic_ppm is 'Share of the layer''s buckets, in millionths.';
comment on column splitplot.phase.targeting is
  'Condition over the unit''s attributes (see splitplot.matches); null: everybody.';

create table splitplot.phase_variant (
  phase_id      integer not null,
  variant_id    integer not null,
  experiment_id integer not null,
  weight_ppm    integer not null,
  parameters    jsonb not null default '{}',
  primary key (phase_id, variant_id),
  constraint a_phase_and_its_variants_share_an_experiment
    foreign key (phase_id, experiment_id) references splitplot.phase (phase_id, experiment_id),
  constraint a_variant_and_its_phases_share_an_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id),
  constraint a_weight_is_a_share_in_ppm check (weight_ppm between 0 and 1000000),
  constraint parameters_are_an_object check (jsonb_typeof(parameters) = 'object')
);

comment on table splitplot.phase_variant is
  'What each variant weighs and sets during a phase. The weights of a phase sum to 1,000,000.';

create table splitplot.allocation (
  allocation_id bigint generated always as identity primary key,
  layer_id      integer not null references splitplot.layer,
  buckets       int4range not null,
  owner_kind    text not null,
  experiment_id integer,
  domain_id     integer references splitplot.domain,
  label         text,
  valid         tstzrange not null,
  constraint two_owners_never_share_a_bucket
    exclude using gist (layer_id with =, buckets with &&, valid with &&),
  constraint an_experiment_owns_buckets_of_its_own_layer
    foreign key (experiment_id, layer_id) references splitplot.experiment (experiment_id, layer_id),
  constraint buckets_are_some_of_0_to_999999
    check (not isempty(buckets) and buckets <@ int4range(0, 1000000)),
  constraint an_allocation_has_a_beginning check (not lower_inf(valid) and lower_inc(valid)),
  constraint an_owner_kind_is_known
    check (owner_kind in ('experiment', 'domain', 'shared_control', 'holdout')),
  constraint an_allocation_names_its_owner check (
    (owner_kind = 'experiment') = (experiment_id is not null)
    and (owner_kind = 'domain') = (domain_id is not null)
    and (owner_kind in ('shared_control', 'holdout')) = (label is not null))
);

comment on table splitplot.allocation is
  'Who owns which buckets of a layer, and when. The exclusion constraint makes a conflict impossible to store.';

create index allocation_by_experiment on splitplot.allocation (experiment_id);

create table splitplot.experiment_metric (
  experiment_id integer not null references splitplot.experiment,
  metric_id     integer not null references splitplot.metric,
  role          text not null,
  primary key (experiment_id, metric_id),
  constraint a_role_is_known check (role in ('primary', 'secondary', 'guardrail'))
);

comment on table splitplot.experiment_metric is
  'The metrics of an experiment, in a fixed version, and what each is for.';

grant select on splitplot.experiment, splitplot.variant, splitplot.phase, splitplot.phase_variant,
  splitplot.allocation, splitplot.experiment_metric
  to splitplot_api, splitplot_analyst, splitplot_feed;
grant insert on splitplot.experiment, splitplot.variant, splitplot.phase, splitplot.phase_variant,
  splitplot.experiment_metric
  to splitplot_api;
