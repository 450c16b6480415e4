-- slot_state: what each replication slot keeps the primary from throwing away, and how near it is to losing its place.
--
-- On a standby positions are those that it has received.

create or replace view splitplot.slot_state as
select
  s.slot_name::text as slot_name,
  s.active,
  coalesce(s.wal_status, 'unknown') as wal_status,
  coalesce(greatest(pg_wal_lsn_diff(here.position, s.restart_lsn), 0), 0)::bigint as retained_bytes,
  pg_wal_lsn_diff(here.position, s.confirmed_flush_lsn)::bigint as unconfirmed_bytes,
  s.safe_wal_size as safe_bytes,
  nullif(pg_size_bytes(current_setting('max_slot_wal_keep_size')), -1048576) as keep_bytes
from pg_replication_slots s
cross join (
  select case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end as position
) here;

comment on view splitplot.slot_state is 'Replication slots with what they keep and what they may still keep.';
comment on column splitplot.slot_state.retained_bytes is 'WAL that is kept for it.';
comment on column splitplot.slot_state.unconfirmed_bytes is
  'WAL that its reader has not confirmed; null: the slot is none of logical replication.';
comment on column splitplot.slot_state.safe_bytes is
  'How much more may be written before it can be lost; negative: it can be lost at any checkpoint; null: never, or it is lost.';
comment on column splitplot.slot_state.keep_bytes is
  'How much WAL is kept for a slot at most (max_slot_wal_keep_size); null: without a limit, until the disk is full.';

grant select on splitplot.slot_state to splitplot_feed, splitplot_analyst;
