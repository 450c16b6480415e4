-- export_unit(unit_type, unit_ids, session_ids): all that the warehouse stores of a person.
--
-- What happened in a session is the person's unless another unit of the type did it.

create or replace function fact.export_unit(unit_type text, unit_ids text[], session_ids text[])
  returns jsonb
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_variable
begin
  return jsonb_build_object(
    'exposures', (
      select coalesce(jsonb_agg(
        to_jsonb(x) - 'experiment_id' - 'phase_id' - 'variant_id'
        || jsonb_build_object('experiment', e.key, 'variant', v.key) order by x.received_at, x.arrival), '[]')
      from fact.exposure x
      left join splitplot.experiment e using (experiment_id)
      left join splitplot.unit_type ut using (unit_type_id)
      left join splitplot.variant v on v.variant_id = x.variant_id
      where (x.unit_id = any (unit_ids) and coalesce(ut.key = unit_type, true))
        or (x.unit_id = any (session_ids) and ut.key = 'session')),
    'events', (
      select coalesce(jsonb_agg(to_jsonb(e) order by e.received_at, e.arrival), '[]')
      from fact.event e
      where (e.unit_id = any (unit_ids) and e.unit_type = unit_type)
        or (e.unit_id = any (session_ids) and e.unit_type = 'session' and not exists (
          select from fact.event_id other where other.id = e.id and other.unit_type = unit_type))),
    'refused_rows', (
      select coalesce(jsonb_agg(to_jsonb(r) - 'refused_row_id' order by r.refused_at), '[]')
      from etl.refused_row r
      where r.content ->> 'unit_id' = any (unit_ids || session_ids)
        or r.content ->> 'session_id' = any (session_ids)
        or r.content -> 'units' ->> unit_type = any (unit_ids)
        or r.content -> 'units' ->> 'session' = any (session_ids)),
    'lost_by_the_primary', (
      select coalesce(jsonb_agg(p.content order by p.phantom_fact_id), '[]')
      from etl.phantom_fact p
      cross join lateral (
        select case p.source_table when 'refused_row' then p.content -> 'content' else p.content end as fact
      ) c
      where c.fact ->> 'unit_id' = any (unit_ids || session_ids)
        or c.fact ->> 'session_id' = any (session_ids)
        or c.fact -> 'units' ->> unit_type = any (unit_ids)
        or c.fact -> 'units' ->> 'session' = any (session_ids)),
    'values', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'experiment', x.key, 'unit_id', u.unit_id, 'variant', v.key, 'first_exposed_at', e.first_exposed_at,
        'metric', m.key, 'value', n.value, 'second', n.second, 'covariate', n.covariate)), '[]')
      from rollup.unit u
      join rollup.exposed_unit e using (unit_no)
      join splitplot.experiment x on x.experiment_id = e.experiment_id
      join splitplot.unit_type ut on ut.unit_type_id = x.unit_type_id and ut.key = unit_type
      left join splitplot.variant v on v.variant_id = e.variant_id
      left join rollup.unit_metric n on n.experiment_id = e.experiment_id and n.unit_no = e.unit_no
      left join splitplot.metric m on m.metric_id = n.metric_id
      where u.unit_id = any (unit_ids)))
    || etl.export_lines(unit_type, unit_ids, session_ids);
end
$$;

comment on function fact.export_unit(text, text[], text[]) is
  'A document of the exposures, events, rolled up values and rows of lines of a person''s units and sessions.';

grant execute on function fact.export_unit(text, text[], text[]) to splitplot_privacy;
