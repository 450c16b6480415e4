-- was_exposed(unit_type_id, unit_id): has the unit a variant of any experiment of its type that is not over?

create or replace function splitplot.was_exposed(unit_type_id smallint, unit_id text)
  returns boolean
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from splitplot.experiment e
    join splitplot.first_assignment f using (experiment_id)
    where e.unit_type_id = was_exposed.unit_type_id
      and e.state in ('running', 'paused')
      and f.unit_id = was_exposed.unit_id)
$$;

comment on function splitplot.was_exposed(smallint, text) is
  'Whether a first assignment of the unit is stored for an experiment that is running or paused.';
