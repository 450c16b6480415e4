-- move_hours(before, after): takes away from the sums by the hour what units counted, and adds what they count from now on.
--
-- For units whose first exposure has changed, whose experiment has got metrics, or whose facts have. What they counted is
-- computed from the same facts as then by the first exposure that was stored then, so nothing of it is left behind.

create or replace function rollup.move_hours(before rollup.hour_sum[], after rollup.hour_sum[])
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rollup.hour_sum as stored
    (experiment_id, metric_id, phase_id, variant_id, hour, event_count, sum_outcome, sum_denominator)
  select
    h.experiment_id, h.metric_id, h.phase_id, h.variant_id, h.hour,
    sum(h.sign * h.event_count), sum(h.sign * h.sum_outcome), sum(h.sign * h.sum_denominator)
  from (
    select -1 as sign, b.* from unnest(before) b
    union all
    select 1, a.* from unnest(after) a
  ) h
  group by h.experiment_id, h.metric_id, h.phase_id, h.variant_id, h.hour
  having (sum(h.sign * h.event_count), sum(h.sign * h.sum_outcome), sum(h.sign * h.sum_denominator)) <> (0, 0, 0)
  on conflict (experiment_id, metric_id, phase_id, variant_id, hour) do update
  set (event_count, sum_outcome, sum_denominator) =
    (stored.event_count + excluded.event_count, stored.sum_outcome + excluded.sum_outcome,
     stored.sum_denominator + excluded.sum_denominator);
end
$$;

comment on function rollup.move_hours(rollup.hour_sum[], rollup.hour_sum[]) is
  'Moves rollup.hour_sum by the differences of what rollup.hours_of() gave before and gives now.';
