-- thin_batches(at_most): takes batches away that are older than etl.upkeep.keep_batches and do not stay; gives how many.
--
-- In two steps, an hour apart: first no report finds them any more, then, when none that has begun before needs them, they are
-- deleted, some at a time. Foreign keys refuse to delete what was looked at, whatever is computed here.

create or replace function etl.thin_batches(at_most integer default 20000)
  returns bigint
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  grace constant interval := '1 hour';
  upkeep etl.upkeep;
  until timestamptz;
  deleted bigint;
begin
  select u.* into upkeep from etl.upkeep u for update skip locked;
  if not found then
    return 0;
  end if;
  if upkeep.deleted_to = upkeep.hidden_to then
    update etl.upkeep u
    set hidden_to = greatest(u.hidden_to, date_bin('1 minute', clock_timestamp() - u.keep_batches, 'epoch')),
        hidden_at = clock_timestamp();
    return 0;
  end if;
  if upkeep.hidden_at > clock_timestamp() - grace then
    return 0;
  end if;
  select coalesce(max(b.visible_at), upkeep.hidden_to) into until
  from (
    select o.visible_at
    from etl.batch o
    where o.visible_at > upkeep.deleted_to and o.visible_at <= upkeep.hidden_to
    order by o.visible_at
    limit at_most
  ) b
  having count(*) = at_most;
  until := coalesce(until, upkeep.hidden_to);
  delete from etl.batch b
  where b.visible_at > upkeep.deleted_to and b.visible_at <= until and not etl.is_kept(b.batch_id, b.visible_at);
  get diagnostics deleted = row_count;
  update etl.upkeep u set deleted_to = until;
  return deleted;
end
$$;

comment on function etl.thin_batches(integer) is
  'Hides batches that are due from reports, or deletes those hidden an hour ago, looking at so many at most; gives how many '
  'were deleted. Call it again and again.';

grant execute on function etl.thin_batches(integer) to splitplot_etl;
