-- The names under which what is left of forgotten units is kept.

do $$
begin
  create role splitplot_privacy nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

create table fact.forgotten_unit (
  unit_type text not null,
  unit_id   text collate "C" not null,
  primary key (unit_type, unit_id)
);

comment on table fact.forgotten_unit is
  'Pseudonyms of units that were forgotten. Their facts are counted as before; what they were assigned by their ids '
  'cannot be recomputed.';

grant select on fact.forgotten_unit to splitplot_analyst;
grant usage on schema fact, etl to splitplot_privacy;
