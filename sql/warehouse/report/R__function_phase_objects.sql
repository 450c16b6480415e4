-- phase_objects(control, line): the comparison within each phase, as JSON.

create or replace function report.phase_objects(control report.line, line report.line)
  returns jsonb
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(
    jsonb_build_object(
      'phase', p.phase,
      'weight', p.weight / p.weights,
      'difference', w.difference,
      'standard_error', w.standard_error,
      'p_value', w.p_value,
      'interval', case when w.interval_low is not null then jsonb_build_array(w.interval_low, w.interval_high) end,
      'state', w.state)
    order by p.phase)
  from (
    select
      t.phase, c.n as n_c, c.mean as mean_c, c.m2 as m2_c, t.n as n_t, t.mean as mean_t, t.m2 as m2_t,
      c.n::float8 * t.n / (c.n + t.n) as weight,
      sum(c.n::float8 * t.n / (c.n + t.n)) filter (where c.n > 1 and t.n > 1) over () as weights
    from jsonb_to_recordset(line.moments) as t(phase integer, n bigint, mean float8, m2 float8)
    join jsonb_to_recordset(control.moments) as c(phase integer, n bigint, mean float8, m2 float8) using (phase)
  ) p
  cross join lateral stats.welch(
    p.n_c, p.mean_c, p.m2_c / nullif(p.n_c - 1, 0), p.n_t, p.mean_t, p.m2_t / nullif(p.n_t - 1, 0), line.level) w
  having count(*) > 1
$$;

comment on function report.phase_objects(report.line, report.line) is
  'Array of phase, weight (share in the combined difference, by Mantel and Haenszel), and Welch''s comparison with the '
  'control in that phase alone; null when there is one phase.';

grant execute on function report.phase_objects(report.line, report.line) to splitplot_analyst, splitplot_reporter;
