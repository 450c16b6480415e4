-- metric_objects(lines): the lines of a report, grouped by metric, as JSON.

create or replace function report.metric_objects(lines report.line[])
  returns jsonb
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select coalesce(jsonb_agg(m.metric order by m.place), '[]')
  from (
    select
      min(l.place) as place,
      jsonb_build_object(
        'metric', l.metric,
        'kind', l.kind,
        'currency', l.currency,
        'role', l.role,
        'direction', l.direction,
        'method', max(l.method),
        'cap', max(l.cap),
        'variants', jsonb_agg(jsonb_build_object(
          'variant', l.variant, 'n', l.n, 'mean', l.mean, 'standard_deviation', l.standard_deviation,
          'skewness', l.skewness, 'unripe_units', l.unripe_units, 'moments', l.moments,
          'note', case when l.is_control then l.note end) order by l.place),
        'comparisons', coalesce(
          jsonb_agg(
            report.comparison_object(l.line) || jsonb_build_object(
              'phases', report.phase_objects(l.control, l.line), 'reproduce', report.reproduction(l.control, l.line))
            order by l.place) filter (where not l.is_control), '[]')
      ) as metric
    from (
      select x.place, x.line, c as control, (x.line).*
      from (select row_number() over () as place, line from unnest(lines) line) x
      left join unnest(lines) c on c.metric = (x.line).metric and c.is_control
    ) l
    group by l.metric, l.kind, l.currency, l.role, l.direction
  ) m
  );
end
$$;

comment on function report.metric_objects(report.line[]) is 'The document''s metrics, in the order of the lines.';

grant execute on function report.metric_objects(report.line[]) to splitplot_analyst, splitplot_reporter;
