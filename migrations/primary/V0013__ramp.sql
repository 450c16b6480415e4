-- Ramps: traffic that rises in steps, each held for a time and left only when what it saw allows it.

create table splitplot.ramp (
  ramp_id             integer generated always as identity primary key,
  experiment_id       integer not null references splitplot.experiment,
  state               text not null default 'running',
  step                integer not null default 1,
  step_began_at       timestamptz not null,
  initial_traffic_ppm integer not null,
  evidence_age_max    interval not null,
  waived              text[] not null default '{}',
  acted_at            timestamptz not null,
  created_at          timestamptz not null,
  constraint a_ramp_has_one_experiment unique (ramp_id, experiment_id),
  constraint a_ramp_state_is_known
    check (state in ('running', 'holding', 'finished', 'rolled_back', 'cancelled')),
  constraint a_step_is_positive check (step > 0),
  constraint traffic_is_a_share_in_ppm check (initial_traffic_ppm between 0 and 1000000),
  constraint evidence_may_have_some_age check (evidence_age_max > interval '0')
);

comment on table splitplot.ramp is
  'A plan to raise the traffic of an experiment in steps. It goes running (and holding), then finished, rolled_back or '
  'cancelled for good.';
comment on column splitplot.ramp.step is 'Number of the step that is in force, or was when the ramp ended.';
comment on column splitplot.ramp.step_began_at is 'Since when the step is held; resuming begins it anew.';
comment on column splitplot.ramp.initial_traffic_ppm is 'The traffic before the ramp, to which its first step rolls back.';
comment on column splitplot.ramp.evidence_age_max is
  'How old the newest data of the warehouse may be for the ramp to go on.';
comment on column splitplot.ramp.waived is
  'What somebody decided to overlook: keys of guardrails, or sample_ratio.';
comment on column splitplot.ramp.acted_at is
  'Configuration instant of the last action: a phase that begins at another one was opened by somebody else.';

create unique index an_experiment_has_one_ramp_at_a_time
  on splitplot.ramp (experiment_id) where state in ('running', 'holding');
create index ramp_by_experiment on splitplot.ramp (experiment_id);

create table splitplot.ramp_step (
  ramp_id          integer not null,
  experiment_id    integer not null,
  number           integer not null,
  traffic_ppm      integer not null,
  hold             interval not null,
  minimum_units    bigint not null,
  sample_ratio     float8,
  on_failure       text not null,
  roll_back_to_ppm integer not null,
  primary key (ramp_id, number),
  constraint a_step_has_one_experiment unique (ramp_id, number, experiment_id),
  constraint a_step_has_the_experiment_of_its_ramp
    foreign key (ramp_id, experiment_id) references splitplot.ramp (ramp_id, experiment_id),
  constraint a_step_number_is_positive check (number > 0),
  constraint traffic_is_a_share_in_ppm check (traffic_ppm between 1 and 1000000),
  constraint a_hold_time_is_not_negative check (hold >= interval '0'),
  constraint a_minimum_is_not_negative check (minimum_units >= 0),
  constraint a_threshold_is_a_probability check (sample_ratio > 0 and sample_ratio < 1),
  constraint a_failure_holds_rolls_back_or_pauses check (on_failure in ('hold', 'roll_back', 'pause')),
  constraint rolling_back_lowers_traffic check (roll_back_to_ppm >= 0 and roll_back_to_ppm < traffic_ppm)
);

comment on table splitplot.ramp_step is
  'A step of a ramp: its traffic, how long it is held at least, and what must be true for it to be left.';
comment on column splitplot.ramp_step.minimum_units is
  'So many units each variant with a weight must have, over all phases.';
comment on column splitplot.ramp_step.sample_ratio is
  'The step fails when the always-valid p-value of the sample-ratio test is below this; null: not tested.';
comment on column splitplot.ramp_step.on_failure is
  'hold: stay, until somebody decides; roll_back: to the traffic roll_back_to_ppm; pause: everybody sees the control.';
comment on column splitplot.ramp_step.roll_back_to_ppm is
  'The traffic after rolling back. Units that were exposed keep their variant; only pause takes it from them.';

create table splitplot.ramp_guardrail (
  ramp_id       integer not null,
  number        integer not null,
  experiment_id integer not null,
  metric_id     integer not null,
  alpha         float8 not null,
  primary key (ramp_id, number, metric_id),
  constraint a_guardrail_has_the_experiment_of_its_step
    foreign key (ramp_id, number, experiment_id)
    references splitplot.ramp_step (ramp_id, number, experiment_id),
  constraint a_guardrail_is_a_metric_of_its_experiment
    foreign key (experiment_id, metric_id)
    references splitplot.experiment_metric (experiment_id, metric_id),
  constraint alpha_is_a_probability check (alpha > 0 and alpha <= 0.5)
);

comment on table splitplot.ramp_guardrail is
  'Metrics that must not be harmed during a step.';
comment on column splitplot.ramp_guardrail.alpha is
  'The step fails when the always-valid one-sided p-value of harm to any variant is at most this.';

create table splitplot.ramp_event (
  ramp_event_id bigint generated always as identity primary key,
  ramp_id       integer not null,
  experiment_id integer not null,
  occurred_at   timestamptz not null,
  actor         text not null,
  action        text not null,
  from_step     integer,
  to_step       integer not null,
  reason        text not null,
  evidence      jsonb,
  constraint an_event_has_the_experiment_of_its_ramp
    foreign key (ramp_id, experiment_id) references splitplot.ramp (ramp_id, experiment_id),
  constraint a_ramp_action_is_known check (
    action in ('plan', 'advance', 'hold', 'resume', 'roll_back', 'pause', 'finish', 'cancel', 'kill')),
  constraint each_action_has_a_reason check (reason <> '')
);

comment on table splitplot.ramp_event is
  'Everything that was done with ramps, by whom, why, and what was known. Append only.';
comment on column splitplot.ramp_event.from_step is 'Null: the ramp began.';
comment on column splitplot.ramp_event.evidence is
  'What the warehouse said, as report.ramp_evidence() gives it; null: it was not asked.';

create index ramp_event_by_ramp on splitplot.ramp_event (ramp_id);

create table splitplot.ramp_look (
  ramp_id   integer primary key references splitplot.ramp,
  looked_at timestamptz not null,
  step      integer not null,
  action    text not null,
  why       text not null,
  evidence  jsonb not null
);

comment on table splitplot.ramp_look is
  'The last look at each ramp: what followed from it, and why. Overwritten by the next; what was done is in ramp_event.';

grant select on splitplot.ramp, splitplot.ramp_step, splitplot.ramp_guardrail, splitplot.ramp_event,
  splitplot.ramp_look
  to splitplot_api, splitplot_analyst;
