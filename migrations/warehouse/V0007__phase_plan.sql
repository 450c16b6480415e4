-- Copies of what the primary's configuration has gained: how phases differ, what they were compiled to, conclusions.

alter table splitplot.experiment
  add column shared_control_id integer,
  add column archived_at timestamptz;

alter table splitplot.phase
  add column mode text not null default 'running',
  add column salt text;

alter table splitplot.allocation
  drop column label,
  add column shared_control_id integer,
  add column holdout_id integer;

create table splitplot.phase_plan (
  phase_id        integer primary key,
  layer_salt      text not null,
  domain_salts    text[] not null,
  domain_buckets  int4multirange[] not null,
  holdout_salts   text[] not null,
  holdout_buckets int4multirange[] not null,
  own_buckets     int4multirange not null,
  open_buckets    int4multirange not null,
  shared_buckets  int4multirange not null,
  salt            text not null,
  targeting       jsonb,
  variant_ids     integer[] not null,
  variants        text[] not null,
  lower_bounds    integer[] not null,
  parameters      jsonb[] not null,
  control_index   integer not null,
  moved_buckets   int4multirange not null,
  expected_shares numeric[] not null
);

create table splitplot.conclusion (
  experiment_id integer primary key,
  decision      text not null,
  variant_id    integer,
  reason        text not null,
  decided_at    timestamptz not null
);

comment on table splitplot.phase_plan is 'Copy of the primary''s table.';
comment on table splitplot.conclusion is 'Copy of the primary''s table.';

grant select on splitplot.phase_plan, splitplot.conclusion to splitplot_analyst, splitplot_etl;
