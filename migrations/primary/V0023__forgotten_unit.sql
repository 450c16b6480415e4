-- That units were forgotten: whom, nobody can read; that somebody was, whoever knows the id can ask.

do $$
begin
  create role splitplot_privacy nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

create table splitplot.unit_hash_key (
  is_the_only_row boolean primary key default true,
  key             bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  constraint there_is_one_row check (is_the_only_row)
);

comment on table splitplot.unit_hash_key is
  'The secret of this installation without which forgotten_unit.unit_hash cannot be computed. Of its owner only.';

insert into splitplot.unit_hash_key default values;

create table splitplot.forgotten_unit (
  forgotten_unit_id bigint generated always as identity primary key,
  unit_type         text not null,
  unit_hash         bytea not null,
  forgotten_at      timestamptz not null,
  actor             text not null,
  counts            jsonb,
  constraint a_unit_hash_is_sha256 check (octet_length(unit_hash) = 32)
);

comment on table splitplot.forgotten_unit is
  'The units that were forgotten, one row each time: those that were asked for, and what belonged to them: linked units '
  'and sessions. No id, and nothing that leads to what is left of them.';
comment on column splitplot.forgotten_unit.unit_hash is 'See splitplot.unit_hash().';
comment on column splitplot.forgotten_unit.forgotten_at is
  'Facts received up to this instant are refused when they come late; what is received later is of a new unit.';
comment on column splitplot.forgotten_unit.counts is
  'How many rows of each table were changed; null: the unit belonged to another one, or it is not done yet.';

create index forgotten_unit_by_hash on splitplot.forgotten_unit (unit_hash);
create index forgotten_unit_by_time on splitplot.forgotten_unit (forgotten_at);

-- Until primary and warehouse are both done, somebody has to remember whom they forget.

create table splitplot.forgetting (
  forgetting_id     bigint generated always as identity primary key,
  unit_type         text not null,
  forgotten_unit_id bigint not null references splitplot.forgotten_unit,
  began_at          timestamptz not null,
  forgotten_at      timestamptz,
  is_scanned        boolean not null default false,
  counts            jsonb not null default '{}',
  renaming_in       xid8
);

comment on table splitplot.forgetting is 'A forgetting that is not done yet; the row goes with the last step.';
comment on column splitplot.forgetting.forgotten_unit_id is 'The unit that was asked for.';
comment on column splitplot.forgetting.forgotten_at is 'When the primary was done; null: it is not.';
comment on column splitplot.forgetting.is_scanned is
  'Whether all facts were looked at under all the names, so that only those received since began_at can be left.';
comment on column splitplot.forgetting.renaming_in is
  'The transaction that renames the person in configuration and audit log just now; their guards let it.';

create table splitplot.forgetting_name (
  kind          text not null,
  name          text not null,
  forgetting_id bigint not null references splitplot.forgetting on delete cascade,
  pseudonym     text not null default 'forgotten-' || gen_random_uuid(),
  constraint a_name_is_forgotten_once_at_a_time primary key (kind, name)
);

comment on table splitplot.forgetting_name is
  'What a forgetting that is not done yet renames, and to what. Random, so no pseudonym can be computed from a name.';
comment on column splitplot.forgetting_name.kind is 'A unit type, or $order: a key of an order.';

-- That something was forgotten is how servers know that what they remember of links may be wrong.
grant select (forgotten_at) on splitplot.forgotten_unit to splitplot_api;
grant usage on schema splitplot to splitplot_privacy;
