-- finding(line): a line whose difference is significant, as a sentence.
--
-- With what all looks together leave of the interval: that is what the p-value of all looks agrees
-- with. A group-sequential test found what it found at its analysis.

create or replace function report.finding(line report.line)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select format('%s is %s than %s on %s (%s%s, %s %% interval %s to %s)',
    line.variant,
    case when (shown.difference > 0) = (line.direction = 'increase') then 'better' else 'worse' end,
    line.baseline,
    line.metric,
    case when shown.difference > 0 then '+' end, report.short(shown.difference),
    report.short(line.level * 100), report.short(coalesce(line.running_interval_low, line.interval_low)),
    report.short(coalesce(line.running_interval_high, line.interval_high)))
  from (select coalesce(line.analysed_difference, line.difference)) shown(difference)
$$;

comment on function report.finding(report.line) is 'Who is better or worse than whom, on what, by how much.';

grant execute on function report.finding(report.line) to splitplot_analyst, splitplot_reporter;
