-- guard_released_buckets(): trigger function: buckets that an experiment in force relies on are not given back.

create or replace function splitplot.guard_released_buckets()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  user_key text;
begin
  select e.key into user_key
  from splitplot.phase p
  join splitplot.experiment e using (experiment_id)
  where not isempty(p.valid)
    and upper_inf(p.valid)
    and (e.shared_control_id = old.shared_control_id
         or exists (
           select from splitplot.outer_domains(e.layer_id, lower(p.valid)) o where o.domain_id = old.domain_id))
  order by e.key
  limit 1;
  if found then
    perform splitplot.refuse('409', 'in_use', 'key',
      format('experiment %s is in force and relies on these buckets', user_key), 'stop it first');
  end if;
  return new;
end
$$;

comment on function splitplot.guard_released_buckets() is
  'Refuses (SP409) to close an allocation of a domain or shared control that an experiment in force relies on.';
