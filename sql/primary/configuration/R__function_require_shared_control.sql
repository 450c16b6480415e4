-- require_shared_control(starting): the shared control that an experiment is about to use still owns traffic.

create or replace function splitplot.require_shared_control(starting splitplot.experiment)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  ended text;
begin
  select c.key into ended
  from splitplot.shared_control c
  where c.shared_control_id = starting.shared_control_id
    and not exists (
      select
      from splitplot.allocation a
      where a.shared_control_id = c.shared_control_id and a.valid @> splitplot.configuration_instant());
  if found then
    perform splitplot.refuse('409', 'shared_control_ended', 'shared_control',
      format('experiment %s uses shared control %s, which owns no traffic any more', starting.key, ended),
      'make another experiment, with a control of its own');
  end if;
end
$$;

comment on function splitplot.require_shared_control(splitplot.experiment) is
  'Refuses (SP409) a start with a shared control that gave its buckets back.';
