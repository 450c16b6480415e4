-- Conditions that are saved under a name, and what is known about attributes.

create table splitplot.segment (
  segment_id integer generated always as identity primary key,
  key        text not null unique,
  created_at timestamptz not null default now(),
  version    integer not null default 1,
  constraint a_segment_key_is_lower_case_words check (key ~ '^[a-z0-9][a-z0-9_.-]{0,127}$')
);

comment on table splitplot.segment is 'A condition over attributes with a name, for use in targeting as {"$segment": key}.';

create table splitplot.segment_condition (
  segment_condition_id integer generated always as identity primary key,
  segment_id           integer not null references splitplot.segment,
  condition            jsonb not null,
  valid                tstzrange not null,
  constraint a_segment_has_one_condition_at_a_time exclude using gist (segment_id with =, valid with &&),
  constraint a_condition_has_a_beginning check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid))
);

comment on table splitplot.segment_condition is
  'What a segment means, and when. A phase uses what it means at the phase''s beginning.';

create table splitplot.attribute (
  attribute_id integer generated always as identity primary key,
  name         text not null unique,
  type         text not null,
  description  text not null default '',
  created_at   timestamptz not null default now(),
  constraint an_attribute_type_is_known
    check (type in ('string', 'number', 'boolean', 'version', 'string_list', 'number_list')),
  constraint an_attribute_name_has_1_to_256_bytes check (octet_length(name) between 1 and 256),
  constraint names_that_begin_with_a_dollar_are_reserved check (name not like '$%' and name not like '%.$%')
);

comment on table splitplot.attribute is
  'Attributes whose type is declared. Conditions that use them otherwise are refused when they are saved.';
comment on column splitplot.attribute.name is 'The path, with dots between the names of nested objects.';

grant select on splitplot.segment, splitplot.segment_condition, splitplot.attribute to splitplot_api, splitplot_analyst;
