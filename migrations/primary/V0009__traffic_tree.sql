-- Nested domains, shared controls and holdouts: the rest of the tree of traffic.

alter table splitplot.domain
  add column parent_layer_id integer,
  add constraint a_domain_has_the_unit_type_of_its_parent_layer
    foreign key (parent_layer_id, unit_type_id) references splitplot.layer (layer_id, unit_type_id),
  add constraint only_the_root_domain_has_no_parent check ((key = 'root') = (parent_layer_id is null)),
  add constraint a_domain_has_one_parent_layer unique (domain_id, parent_layer_id);

comment on column splitplot.domain.parent_layer_id is
  'The layer in which the domain owns buckets; its units are those of these buckets. Null: the domain "root".';

create table splitplot.shared_control (
  shared_control_id integer generated always as identity primary key,
  layer_id          integer not null references splitplot.layer,
  key               text not null unique,
  parameters        jsonb not null default '{}',
  created_at        timestamptz not null default now(),
  constraint a_shared_control_has_one_layer unique (shared_control_id, layer_id),
  constraint a_shared_control_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$'),
  constraint parameters_are_an_object check (jsonb_typeof(parameters) = 'object')
);

comment on table splitplot.shared_control is
  'Buckets of a layer that are the control arm of several of its experiments at once.';
comment on column splitplot.shared_control.parameters is
  'What its units see; the control of each experiment that uses it has the same parameters.';

create table splitplot.holdout (
  holdout_id integer generated always as identity primary key,
  layer_id   integer not null references splitplot.layer,
  key        text not null unique,
  created_at timestamptz not null default now(),
  constraint a_holdout_has_one_layer unique (holdout_id, layer_id),
  constraint a_holdout_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$')
);

comment on table splitplot.holdout is
  'Buckets of a layer whose units no experiment touches that starts while the holdout lasts: none of any layer '
  'of the layer''s domain, nor of the domains below it.';

alter table splitplot.experiment
  add column shared_control_id integer,
  add column archived_at timestamptz,
  add constraint an_experiment_uses_a_shared_control_of_its_layer
    foreign key (shared_control_id, layer_id) references splitplot.shared_control (shared_control_id, layer_id),
  add constraint only_what_does_not_run_is_archived
    check (archived_at is null or state in ('draft', 'stopped', 'concluded'));

comment on column splitplot.experiment.shared_control_id is
  'Buckets whose units are control units of this experiment, beside those that its own traffic gives; null: none.';
comment on column splitplot.experiment.archived_at is 'Since when it is kept for its records only; null: it is not.';

alter table splitplot.allocation
  drop constraint an_allocation_names_its_owner,
  drop column label,
  add column shared_control_id integer,
  add column holdout_id integer,
  add constraint a_domain_owns_buckets_of_its_parent_layer
    foreign key (domain_id, layer_id) references splitplot.domain (domain_id, parent_layer_id),
  add constraint a_shared_control_owns_buckets_of_its_layer
    foreign key (shared_control_id, layer_id) references splitplot.shared_control (shared_control_id, layer_id),
  add constraint a_holdout_owns_buckets_of_its_layer
    foreign key (holdout_id, layer_id) references splitplot.holdout (holdout_id, layer_id),
  add constraint an_allocation_names_its_owner check (
    (owner_kind = 'experiment') = (experiment_id is not null)
    and (owner_kind = 'domain') = (domain_id is not null)
    and (owner_kind = 'shared_control') = (shared_control_id is not null)
    and (owner_kind = 'holdout') = (holdout_id is not null));

create index allocation_by_domain on splitplot.allocation (domain_id) where domain_id is not null;
create index allocation_by_shared_control on splitplot.allocation (shared_control_id)
  where shared_control_id is not null;
create index allocation_by_holdout on splitplot.allocation (layer_id) where holdout_id is not null;

create table splitplot.forced_variant (
  forced_variant_id bigint generated always as identity primary key,
  experiment_id     integer not null,
  unit_id           text not null,
  variant_id        integer not null,
  valid             tstzrange not null,
  constraint a_unit_is_forced_into_one_variant
    exclude using gist (experiment_id with =, unit_id with =, valid with &&),
  constraint a_forced_variant_is_one_of_its_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id),
  constraint a_unit_id_has_1_to_256_bytes check (octet_length(unit_id) between 1 and 256),
  constraint a_forced_variant_has_a_beginning check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid))
);

comment on table splitplot.forced_variant is
  'Units that get a named variant for the sake of quality assurance. They are kept out of the analysis.';

grant select on splitplot.shared_control, splitplot.holdout, splitplot.forced_variant
  to splitplot_api, splitplot_analyst;
