-- slot_state: what each replication slot keeps the primary from throwing away, and how near it is to losing its place.
--
-- On a standby positions are those that it has received.

create or replace view splitplot.slot_state as
select
  s.slot_name::text as slot_name,
  s.active as is_active,
  coalesce(s.wal_status, 'unknown') as wal_status,
  here.position,
  s.confirmed_flush_lsn as confirmed_to,
  coalesce(greatest(pg_wal_lsn_diff(here.position, s.restart_lsn), 0), 0)::bigint as retained_bytes,
  s.safe_wal_size as safe_bytes,
  nullif(k.setting::bigint, -1) * 1048576 as keep_bytes
from pg_replication_slots s
cross join (
  select case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end as position
) here
cross join (select g.setting from pg_settings g where g.name = 'max_slot_wal_keep_size') k;

comment on view splitplot.slot_state is 'Replication slots with what they keep and what they may still keep.';
comment on column splitplot.slot_state.position is 'Up to where the server has written its log.';
comment on column splitplot.slot_state.confirmed_to is
  'Up to where its reader has all; null: the slot is none of logical replication.';
comment on column splitplot.slot_state.retained_bytes is 'Log that is kept for it.';
comment on column splitplot.slot_state.safe_bytes is
  'How much more may be written before it can be lost; not positive: it can be lost at any checkpoint; null: never, or it is.';
comment on column splitplot.slot_state.keep_bytes is
  'How much log is kept for a slot at most (max_slot_wal_keep_size); null: without a limit, until the disk is full.';

grant select on splitplot.slot_state to splitplot_feed, splitplot_analyst;
