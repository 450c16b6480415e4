-- lock_identities(units, is_link): who the units are does not change until the transaction ends.
--
-- A log-in asks what its units were exposed to and which sessions they began. Were an exposure stored at the same time,
-- neither would see the other, and a session could go on as another unit than it began with. So log-ins take
-- the lock of their units alone, exposures share it. There are 64 locks for all units: a batch of any size takes
-- no more than that, and few log-ins wait for exposures of others. Always in the same order, before any row.

create or replace function splitplot.lock_identities(units jsonb, is_link boolean)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform
    case
      when is_link then pg_advisory_xact_lock(hashtext('splitplot.identity'), slot.number)
      else pg_advisory_xact_lock_shared(hashtext('splitplot.identity'), slot.number)
    end
  from (
    select distinct hashtext(u.type || ':' || u.id) & 63 as number
    from jsonb_array_elements(units) as one(unit)
    cross join lateral jsonb_each_text(one.unit) as u(type, id)
    where u.id is not null
    order by number
  ) slot;
end
$$;

comment on function splitplot.lock_identities(jsonb, boolean) is
  'Takes the locks of the units of an array of objects (unit type to unit id): alone for a link, else shared. Read '
  'what they are linked to in a later statement.';
