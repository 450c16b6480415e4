-- pairs(arms): each treatment beside the control, for each metric and phase in which both can be estimated.
--
-- weight is the phase's share by Mantel-Haenszel, n_c n_t / (n_c + n_t); with one phase it is 1.

create or replace function report.pairs(arms report.arm[])
  returns table (
    metric_id integer, variant_id integer, phase_id integer, weight float8, control report.arm, treatment report.arm)
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  with pair as (
    select
      t.metric_id, t.variant_id, t.phase_id, c as control, t as treatment,
      c.n::numeric * t.n / (c.n + t.n) as weight
    from unnest(arms) t
    join unnest(arms) c on c.is_control and c.metric_id = t.metric_id and c.phase_id = t.phase_id
    where not t.is_control and t.n >= 2 and c.n >= 2 and t.variance is not null and c.variance is not null
  )
  select
    p.metric_id, p.variant_id, p.phase_id,
    (p.weight / sum(p.weight) over (partition by p.metric_id, p.variant_id))::float8,
    p.control, p.treatment
  from pair p
$$;

comment on function report.pairs(report.arm[]) is
  'Control and treatment per metric, treatment and phase; phases in which either '
  'has no variance (with fewer than 2 units none has) are left out.';

grant execute on function report.pairs(report.arm[]) to splitplot_analyst, splitplot_reporter;
