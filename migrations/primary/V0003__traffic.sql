-- Unit types, domains and layers: how the traffic of a shop is divided.

create table splitplot.unit_type (
  unit_type_id smallint generated always as identity primary key,
  key          text not null unique,
  description  text not null,
  constraint a_unit_type_key_is_lower_case_words check (key ~ '^[a-z][a-z0-9_]{0,63}$')
);

comment on table splitplot.unit_type is 'What can be randomised: users, sessions, devices, ...';

create table splitplot.domain (
  domain_id    integer generated always as identity primary key,
  unit_type_id smallint not null references splitplot.unit_type,
  key          text not null,
  created_at   timestamptz not null default now(),
  constraint a_domain_key_is_unique_within_its_unit_type unique (unit_type_id, key),
  constraint a_domain_has_one_unit_type unique (domain_id, unit_type_id),
  constraint a_domain_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$')
);

comment on table splitplot.domain is
  'A part of the traffic of one unit type. It contains layers, and each of its units is in all of them. '
  'The domain "root" is all the traffic of its unit type.';

create table splitplot.layer (
  layer_id     integer generated always as identity primary key,
  domain_id    integer not null,
  unit_type_id smallint not null,
  key          text not null unique,
  salt         text not null default gen_random_uuid()::text,
  created_at   timestamptz not null default now(),
  constraint a_layer_has_the_unit_type_of_its_domain
    foreign key (domain_id, unit_type_id) references splitplot.domain (domain_id, unit_type_id),
  constraint a_layer_has_one_unit_type unique (layer_id, unit_type_id),
  constraint a_layer_has_one_domain unique (layer_id, domain_id),
  constraint a_layer_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$'),
  constraint a_salt_has_1_to_256_bytes check (octet_length(salt) between 1 and 256)
);

comment on table splitplot.layer is
  'Divides the units of its domain over 1,000,000 buckets, and the buckets over owners (see allocation).';
comment on column splitplot.layer.salt is
  'First half of the hashed text that gives a unit its bucket in this layer. It never changes.';

create table splitplot.layer_parameter (
  domain_id integer not null,
  name      text not null,
  layer_id  integer not null,
  constraint a_parameter_belongs_to_one_layer_of_a_domain primary key (domain_id, name),
  constraint a_parameter_is_in_the_domain_of_its_layer
    foreign key (layer_id, domain_id) references splitplot.layer (layer_id, domain_id),
  constraint a_parameter_name_has_1_to_128_bytes check (octet_length(name) between 1 and 128)
);

comment on table splitplot.layer_parameter is
  'The parameters that experiments of a layer may set. Experiments that overlap are in different layers '
  'of a domain, so they can never set the same thing.';

insert into splitplot.unit_type (key, description)
values
  ('user', 'A visitor or customer, by whatever identifier the shop has'),
  ('session', 'A sequence of interactions of one visitor'),
  ('device', 'A browser or an appliance');

insert into splitplot.domain (unit_type_id, key)
select unit_type_id, 'root' from splitplot.unit_type;

grant select on splitplot.unit_type, splitplot.domain, splitplot.layer, splitplot.layer_parameter
  to splitplot_api, splitplot_analyst, splitplot_feed;
grant insert on splitplot.layer, splitplot.layer_parameter to splitplot_api;
