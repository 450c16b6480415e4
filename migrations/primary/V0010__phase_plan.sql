-- What a phase is compiled to when it opens, and how phases differ from each other.

alter table splitplot.phase
  add column mode text not null default 'running',
  add column salt text,
  add constraint a_mode_is_known check (mode in ('running', 'paused_control', 'paused_variant', 'launched')),
  add constraint a_paused_phase_admits_nobody check (mode not like 'paused%' or traffic_ppm = 0),
  add constraint a_salt_has_1_to_256_bytes check (octet_length(salt) between 1 and 256);

comment on column splitplot.phase.mode is
  'running: units enter and get variants; paused_control: all units of the traffic see the control, and nothing is '
  'recorded; paused_variant: units that were exposed keep their variant, nobody enters; launched: after the '
  'conclusion the units of the traffic see what won, and nothing is recorded.';
comment on column splitplot.phase.salt is
  'First half of the hashed text that chooses the variants of units that enter in this phase; null: the experiment''s.';

create index phase_by_time on splitplot.phase using gist (valid);

create table splitplot.phase_plan (
  phase_id        integer primary key references splitplot.phase,
  layer_salt      text not null,
  domain_salts    text[] not null default '{}',
  domain_buckets  int4multirange[] not null default '{}',
  holdout_salts   text[] not null default '{}',
  holdout_buckets int4multirange[] not null default '{}',
  own_buckets     int4multirange not null,
  open_buckets    int4multirange not null,
  shared_buckets  int4multirange not null default '{}',
  salt            text not null,
  targeting       jsonb,
  variant_ids     integer[] not null,
  variants        text[] not null,
  lower_bounds    integer[] not null,
  parameters      jsonb[] not null,
  control_index   integer not null,
  moved_buckets   int4multirange not null default '{}',
  expected_shares numeric[] not null,
  constraint nobody_enters_through_buckets_of_others check (own_buckets @> open_buckets),
  constraint each_outer_domain_has_a_salt_and_buckets check (cardinality(domain_salts) = cardinality(domain_buckets)),
  constraint each_holdout_layer_has_a_salt_and_buckets
    check (cardinality(holdout_salts) = cardinality(holdout_buckets))
);

comment on table splitplot.phase_plan is
  'All that decisions of a phase need, compiled when it opens (see compile_phases) and never changed.';
comment on column splitplot.phase_plan.layer_salt is 'Salt of the layer of the experiment.';
comment on column splitplot.phase_plan.domain_salts is
  'Salts of the layers that the domain of the experiment''s layer is nested in, outermost first.';
comment on column splitplot.phase_plan.domain_buckets is
  'For each of domain_salts the buckets that the domain below it owns: a unit must be in all of them.';
comment on column splitplot.phase_plan.holdout_salts is
  'Salts of the layers of the experiment''s domain and of those around it that have a holdout.';
comment on column splitplot.phase_plan.holdout_buckets is
  'For each of holdout_salts the buckets held out; a unit in any of them is.';
comment on column splitplot.phase_plan.own_buckets is
  'Buckets that the experiment owns in its layer: those open, and those closed by lowering its traffic.';
comment on column splitplot.phase_plan.open_buckets is 'Those of own_buckets through which units enter.';
comment on column splitplot.phase_plan.shared_buckets is 'Buckets of the shared control that the experiment uses.';
comment on column splitplot.phase_plan.salt is 'Chooses the variant.';
comment on column splitplot.phase_plan.targeting is 'The condition of the phase with segments written out.';
comment on column splitplot.phase_plan.lower_bounds is
  'First bucket of each variant, in the order of variants, by the hash with salt.';
comment on column splitplot.phase_plan.control_index is 'Place of the control among the variants, from 1.';
comment on column splitplot.phase_plan.moved_buckets is
  'Buckets by the hash with salt whose units another variant was given in an earlier phase: those that were exposed '
  'then keep it.';
comment on column splitplot.phase_plan.expected_shares is
  'Share of the units that enter in this phase that each variant should get.';

create table splitplot.conclusion (
  experiment_id integer primary key references splitplot.experiment,
  decision      text not null,
  variant_id    integer,
  reason        text not null,
  decided_at    timestamptz not null,
  constraint a_decision_is_known check (decision in ('ship', 'keep_control', 'inconclusive')),
  constraint only_what_ships_has_a_variant check ((decision = 'ship') = (variant_id is not null)),
  constraint a_conclusion_names_a_variant_of_its_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id)
);

comment on table splitplot.conclusion is 'What was decided in the end, and why.';

alter table splitplot.audit_log add column reason text;
comment on column splitplot.audit_log.reason is
  'Why, in the words of whoever did it: the setting splitplot.reason of the transaction; null: not said.';

grant select on splitplot.phase_plan, splitplot.conclusion to splitplot_api, splitplot_analyst, splitplot_feed;

-- Phases that opened before this table existed: one layer without domains around it, nothing lowered, one salt.
insert into splitplot.phase_plan
  (phase_id, layer_salt, own_buckets, open_buckets, salt, targeting, variant_ids, variants, lower_bounds, parameters,
   control_index, expected_shares)
select
  p.phase_id, l.salt, owned.buckets, owned.buckets, e.salt, p.targeting, weighed.variant_ids, weighed.variants,
  weighed.lower_bounds, weighed.parameters, weighed.control_index, weighed.expected_shares
from splitplot.phase p
join splitplot.experiment e using (experiment_id)
join splitplot.layer l using (layer_id)
cross join lateral (
  select coalesce(range_agg(a.buckets), '{}'::int4multirange) as buckets
  from splitplot.allocation a
  where a.experiment_id = e.experiment_id and a.valid @> lower(p.valid)
) owned
cross join lateral (
  select
    array_agg(w.variant_id order by w.position) as variant_ids,
    array_agg(w.key order by w.position) as variants,
    array_agg(w.lower_bound order by w.position) as lower_bounds,
    array_agg(w.parameters order by w.position) as parameters,
    array_agg(w.weight_ppm / 1000000.0 order by w.position) as expected_shares,
    (min(w.place) filter (where w.is_control))::integer as control_index
  from (
    select
      v.variant_id, v.key, v.position, v.is_control, pv.parameters, pv.weight_ppm,
      row_number() over (order by v.position) as place,
      (sum(pv.weight_ppm) over (order by v.position) - pv.weight_ppm)::integer as lower_bound
    from splitplot.phase_variant pv
    join splitplot.variant v using (variant_id)
    where pv.phase_id = p.phase_id
  ) w
) weighed
where not isempty(p.valid);

-- The view has other columns now, and with its type go the functions that are about to be made anew.
drop view if exists splitplot.assignment_plan;
drop function if exists splitplot.decide(text, int4multirange, text, integer[], jsonb, text, jsonb);
drop function if exists splitplot.start_experiment(text, integer);
drop function if exists splitplot.stop_experiment(text, integer);
drop function if exists splitplot.assign(text, text, jsonb, timestamptz);

alter publication splitplot_warehouse add table splitplot.phase_plan, splitplot.conclusion;
