-- users_of_shared_control(shared_control_id, as_of): the experiments whose control a shared control was at an instant.

create or replace function splitplot.users_of_shared_control(shared_control_id integer, as_of timestamptz)
  returns text[]
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select array(
    select e.key
    from splitplot.experiment e
    join splitplot.phase p using (experiment_id)
    where e.shared_control_id = users_of_shared_control.shared_control_id
      and p.valid @> as_of
      and p.mode <> 'launched'
    order by e.key)
$$;

comment on function splitplot.users_of_shared_control(integer, timestamptz) is
  'Keys of the experiments that used the shared control in a phase in force at the instant.';

grant execute on function splitplot.users_of_shared_control(integer, timestamptz) to splitplot_api, splitplot_analyst;
