-- check_place(placed): is there still traffic where an experiment is about to begin, or its launch?
--
-- A launch shows one variant to all, so it needs no shared control.

create or replace function splitplot.check_place(placed splitplot.experiment)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  ended text;
begin
  select d.key into ended
  from splitplot.outer_domains(placed.layer_id, instant) o
  join splitplot.domain d using (domain_id)
  where isempty(o.buckets)
  limit 1;
  if found then
    perform splitplot.refuse('409', 'domain_ended', 'layer',
      format('experiment %s is in domain %s, which owns no traffic any more', placed.key, ended),
      'make another experiment in a layer that has traffic');
  end if;
  select c.key into ended
  from splitplot.shared_control c
  where placed.state = 'draft'
    and c.shared_control_id = placed.shared_control_id
    and not exists (
      select from splitplot.allocation a where a.shared_control_id = c.shared_control_id and a.valid @> instant);
  if found then
    perform splitplot.refuse('409', 'shared_control_ended', 'shared_control',
      format('experiment %s uses shared control %s, which owns no traffic any more', placed.key, ended),
      'make another experiment, with a control of its own');
  end if;
end
$$;

comment on function splitplot.check_place(splitplot.experiment) is
  'Refuses (SP409) a start or a launch in a domain, and a start with a shared control, that gave its buckets back.';
