-- Copies of the primary's configuration tables. Only the apply worker of the subscription writes them.
--
-- Same columns and primary keys, so that changes find their rows; no foreign keys, because tables arrive in
-- any order. What the columns mean is written at the primary's tables.

create table splitplot.unit_type (
  unit_type_id smallint primary key,
  key          text not null,
  description  text not null
);

create table splitplot.layer (
  layer_id     integer primary key,
  domain_id    integer not null,
  unit_type_id smallint not null,
  key          text not null,
  salt         text not null,
  created_at   timestamptz not null
);

create table splitplot.experiment (
  experiment_id integer primary key,
  key           text not null,
  unit_type_id  smallint not null,
  assignment    text not null,
  layer_id      integer,
  salt          text not null,
  algorithm     smallint not null,
  state         text not null,
  hypothesis    text not null,
  method        jsonb not null,
  version       integer not null,
  created_at    timestamptz not null,
  started_at    timestamptz,
  stopped_at    timestamptz
);

create index experiment_by_key on splitplot.experiment (key);

create table splitplot.variant (
  variant_id    integer primary key,
  experiment_id integer not null,
  key           text not null,
  position      integer not null,
  is_control    boolean not null
);

create index variant_by_experiment on splitplot.variant (experiment_id);

create table splitplot.phase (
  phase_id      integer primary key,
  experiment_id integer not null,
  number        integer not null,
  valid         tstzrange not null,
  traffic_ppm   integer not null,
  targeting     jsonb
);

create index phase_by_experiment on splitplot.phase (experiment_id);

create table splitplot.phase_variant (
  phase_id      integer not null,
  variant_id    integer not null,
  experiment_id integer not null,
  weight_ppm    integer not null,
  parameters    jsonb not null,
  primary key (phase_id, variant_id)
);

create table splitplot.metric (
  metric_id       integer primary key,
  key             text not null,
  version         integer not null,
  kind            text not null,
  event           text not null,
  net             boolean not null,
  currency        text,
  metric_window   interval,
  covariate_event text,
  direction       text not null,
  description     text not null,
  created_at      timestamptz not null
);

create table splitplot.experiment_metric (
  experiment_id integer not null,
  metric_id     integer not null,
  role          text not null,
  primary key (experiment_id, metric_id)
);

create table splitplot.allocation (
  allocation_id bigint primary key,
  layer_id      integer not null,
  buckets       int4range not null,
  owner_kind    text not null,
  experiment_id integer,
  domain_id     integer,
  label         text,
  valid         tstzrange not null
);

comment on table splitplot.unit_type is 'Copy of the primary''s table.';
comment on table splitplot.layer is 'Copy of the primary''s table.';
comment on table splitplot.experiment is 'Copy of the primary''s table.';
comment on table splitplot.variant is 'Copy of the primary''s table.';
comment on table splitplot.phase is 'Copy of the primary''s table.';
comment on table splitplot.phase_variant is 'Copy of the primary''s table.';
comment on table splitplot.metric is 'Copy of the primary''s table.';
comment on table splitplot.experiment_metric is 'Copy of the primary''s table.';
comment on table splitplot.allocation is 'Copy of the primary''s table.';

grant select on all tables in schema splitplot to splitplot_analyst, splitplot_etl;
