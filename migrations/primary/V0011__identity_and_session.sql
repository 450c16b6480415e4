-- Who is the same person, what happened in one session, and what can therefore never be stored.

create table splitplot.identity_link (
  identity_link_id bigint generated always as identity primary key,
  unit_type_id     smallint not null references splitplot.unit_type,
  unit_id          text not null,
  root_id          text not null,
  linked_at        timestamptz not null default clock_timestamp(),
  transaction_id   xid8 not null default pg_current_xact_id(),
  constraint a_unit_is_linked_once unique (unit_type_id, unit_id),
  constraint a_unit_id_has_1_to_256_bytes check (octet_length(unit_id) between 1 and 256),
  constraint a_root_id_has_1_to_256_bytes check (octet_length(root_id) between 1 and 256)
);

comment on table splitplot.identity_link is
  'Units that are the same person. Each is decided, and its facts are stored, as its root; a root is linked to itself. '
  'A link is never changed, so that what it led to can be recomputed.';
comment on column splitplot.identity_link.transaction_id is
  'The transaction that made it: readers that come back for new ones know by it what they may have missed.';

create index identity_link_by_transaction on splitplot.identity_link (transaction_id);

create table splitplot.session (
  session_id     text not null,
  unit_type_id   smallint not null references splitplot.unit_type,
  unit_id        text not null,
  is_pinned      boolean not null default false,
  started_at     timestamptz not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  constraint a_session_has_one_unit_of_a_type primary key (session_id, unit_type_id),
  constraint a_session_id_has_1_to_256_bytes check (octet_length(session_id) between 1 and 256),
  constraint a_unit_id_has_1_to_256_bytes check (octet_length(unit_id) between 1 and 256)
);

comment on table splitplot.session is
  'The sessions that were heard of, each with the first unit of each type that was seen in it.';
comment on column splitplot.session.unit_id is
  'The unit (the root, where it is linked) that the session began with.';
comment on column splitplot.session.is_pinned is
  'Whether a log-in in mid-session led to another unit: until the session ends it is decided as it began.';

create index session_by_transaction on splitplot.session (transaction_id) where is_pinned;

create table splitplot.session_variant (
  experiment_id integer not null,
  session_id    text not null,
  variant_id    integer not null,
  constraint a_session_sees_one_variant_of_an_experiment primary key (experiment_id, session_id),
  constraint a_session_variant_is_one_of_its_experiment
    foreign key (variant_id, experiment_id) references splitplot.variant (variant_id, experiment_id)
);

comment on table splitplot.session_variant is 'The variant of each experiment that a session was exposed to.';

-- A foreign key needs its target unique, and these two then say: no exposure to another variant than the
-- unit's, and none to another than the session's.
alter table splitplot.first_assignment
  add constraint a_first_assignment_can_be_pointed_at unique (experiment_id, unit_id, variant_id),
  alter constraint first_assignment_exposure_id_fkey deferrable initially deferred;
alter table splitplot.session_variant
  add constraint a_session_variant_can_be_pointed_at unique (experiment_id, session_id, variant_id);

insert into splitplot.session_variant (experiment_id, session_id, variant_id)
select distinct on (x.experiment_id, x.session_id) x.experiment_id, x.session_id, x.variant_id
from splitplot.exposure x
where x.session_id is not null
order by x.experiment_id, x.session_id, x.received_at
on conflict do nothing;

-- Not valid: what was stored before is not judged by a rule that did not exist.
alter table splitplot.exposure
  add constraint a_unit_is_exposed_to_its_own_variant_only
    foreign key (experiment_id, unit_id, variant_id)
    references splitplot.first_assignment (experiment_id, unit_id, variant_id)
    deferrable initially deferred not valid,
  add constraint a_session_is_exposed_to_one_variant_only
    foreign key (experiment_id, session_id, variant_id)
    references splitplot.session_variant (experiment_id, session_id, variant_id)
    deferrable initially deferred not valid;

-- Facts are stored by functions only.
revoke insert on splitplot.exposure, splitplot.first_assignment, splitplot.event from splitplot_api;

grant select on splitplot.identity_link, splitplot.session, splitplot.session_variant
  to splitplot_api, splitplot_analyst;

create type splitplot.judged_exposure as (
  index integer, id uuid, experiment_id integer, phase_id integer, variant_id integer, unit_type_id smallint,
  unit_id text, session_id text, attributes jsonb, occurred_at timestamptz, code text, detail text);

comment on type splitplot.judged_exposure is 'What judge_exposures says of one reported exposure.';

drop function if exists splitplot.judge_exposures(jsonb);
drop function if exists splitplot.allocate_buckets(integer, integer);
drop function if exists splitplot.lock_experiment(text, integer);
