-- has_stragglers(forgetting): was something of the person stored under its name by a transaction that came too late to
-- be seen, though it was received before the person was forgotten?

create or replace function splitplot.has_stragglers(forgetting splitplot.forgetting)
  returns boolean
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  unit_ids text[];
  session_ids text[];
begin
  select array_agg(n.name) filter (where n.kind = forgetting.unit_type), array_agg(n.name) filter (where n.kind = 'session')
  into unit_ids, session_ids
  from splitplot.forgetting_name n
  where n.forgetting_id = forgetting.forgetting_id;
  return exists (
      select from splitplot.exposure x
      where x.received_at > forgetting.began_at and x.received_at <= forgetting.forgotten_at
        and (x.unit_id = any (unit_ids) or x.session_id = any (session_ids)))
    or exists (
      select from splitplot.event e
      where e.received_at > forgetting.began_at and e.received_at <= forgetting.forgotten_at
        and (e.units ->> forgetting.unit_type = any (unit_ids) or e.units ->> 'session' = any (session_ids)))
    or exists (
      select from splitplot.identity_link l
      join splitplot.unit_type ut using (unit_type_id)
      where ut.key = forgetting.unit_type and l.linked_at <= forgetting.forgotten_at
        and (l.root_id = any (unit_ids) or l.unit_id = any (unit_ids)));
end
$$;

comment on function splitplot.has_stragglers(splitplot.forgetting) is
  'Whether the primary holds facts or links under a name of the forgetting that are not newer than it.';
