-- line_state: how each line is, and what of it waits for somebody.
--
-- A line that runs says so every second, so what is older than ten is of one that does not.

create or replace view etl.line_state as
select
  l.name as line,
  coalesce(s.noted_at > clock_timestamp() - interval '10 s', false) as is_running,
  (select max(b.stored_at) from etl.line_batch b where b.line_id = l.line_id) as stored_at,
  coalesce(d.letters, 0) as dead_letters,
  coalesce(d.batches, 0) as quarantined_batches,
  coalesce(s.stations, '[]') as stations
from etl.line l
left join lateral (
  select
    max(t.noted_at) as noted_at,
    jsonb_agg(to_jsonb(t.*) - 'line_id' - 'place' - 'noted_at' order by t.place) as stations
  from etl.line_station t
  where t.line_id = l.line_id
) s on true
left join lateral (
  select
    count(*) filter (where w.format <> 'staged') as letters,
    count(distinct w.batch_id) filter (where w.format = 'staged') as batches
  from etl.dead_letter w
  where w.line_id = l.line_id and w.replayed_by is null and w.dismissed_at is null
) d on true;

comment on view etl.line_state is 'How each assembly line is; a row for each.';
comment on column etl.line_state.is_running is 'Whether it said within ten seconds how its stations are.';
comment on column etl.line_state.stored_at is 'When its newest batch was stored, or quarantined; null: none was.';
comment on column etl.line_state.dead_letters is 'Rows that could not be stored and wait, but those of quarantined batches.';
comment on column etl.line_state.quarantined_batches is 'Batches that did not pass a gate and wait.';
comment on column etl.line_state.stations is
  'What its stations said last: station, workers, rows_per_second, busy_share, waiting and room.';

grant select on etl.line_state to splitplot_analyst, splitplot_etl, splitplot_reporter;
