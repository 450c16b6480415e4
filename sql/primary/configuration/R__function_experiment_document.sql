-- experiment_document(described): an experiment as the API and the command line show it.
--
-- What is said of traffic, targeting and variants is that of the newest phase; a launch, which comes after the
-- experiment, is told by itself, so that a concluded experiment still shows what was compared.

create or replace function splitplot.experiment_document(described splitplot.experiment)
  returns json
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select json_build_object(
    'key', described.key,
    'state', described.state,
    'version', described.version,
    'assignment', described.assignment,
    'layer', (select l.key from splitplot.layer l where l.layer_id = described.layer_id),
    'unit_type', (select ut.key from splitplot.unit_type ut where ut.unit_type_id = described.unit_type_id),
    'shared_control', (
      select c.key from splitplot.shared_control c where c.shared_control_id = described.shared_control_id),
    'phase', p.number,
    'mode', (
      select f.mode
      from splitplot.phase_in_force(described.experiment_id) f
      where not isempty(f.valid) and upper_inf(f.valid)),
    'traffic', case when described.layer_id is not null then splitplot.share(p.traffic_ppm) end,
    'owned_traffic', case when described.layer_id is not null then (
      select splitplot.share(coalesce(sum(upper(a.buckets) - lower(a.buckets)), 0))
      from splitplot.allocation a
      where a.experiment_id = described.experiment_id and upper_inf(a.valid)) end,
    'hypothesis', described.hypothesis,
    'targeting', p.targeting,
    'variants', (
      select json_agg(json_build_object(
        'key', v.key,
        'weight', splitplot.share(pv.weight_ppm),
        'control', v.is_control,
        'parameters', pv.parameters) order by v.position)
      from splitplot.phase_variant pv
      join splitplot.variant v using (variant_id)
      where pv.phase_id = p.phase_id),
    'metrics', (
      select coalesce(json_agg(json_build_object(
        'metric', m.key,
        'version', m.version,
        'role', em.role) order by em.role, m.key), '[]')
      from splitplot.experiment_metric em
      join splitplot.metric m using (metric_id)
      where em.experiment_id = described.experiment_id),
    'method', described.method,
    'conclusion', (
      select json_build_object(
        'decision', c.decision,
        'variant', (select v.key from splitplot.variant v where v.variant_id = c.variant_id),
        'reason', c.reason,
        'decided_at', c.decided_at)
      from splitplot.conclusion c
      where c.experiment_id = described.experiment_id),
    'launch', (
      select json_build_object(
        'phase', l.number,
        'traffic', splitplot.share(l.traffic_ppm),
        'targeting', l.targeting,
        'began_at', lower(l.valid),
        'ended_at', upper(l.valid))
      from splitplot.phase l
      where l.experiment_id = described.experiment_id and l.mode = 'launched'
      order by l.number desc
      limit 1),
    'phases', (
      select coalesce(json_agg(json_build_object(
        'phase', h.number,
        'mode', h.mode,
        'traffic', case when described.layer_id is not null then splitplot.share(h.traffic_ppm) end,
        'began_at', lower(h.valid),
        'ended_at', upper(h.valid)) order by h.number), '[]')
      from (
        select ph.*
        from splitplot.phase ph
        where ph.experiment_id = described.experiment_id and not isempty(ph.valid)
        order by ph.number desc
        limit 100) h),
    'created_at', described.created_at,
    'started_at', described.started_at,
    'stopped_at', described.stopped_at,
    'archived_at', described.archived_at)
  from splitplot.phase p
  where p.experiment_id = described.experiment_id and p.mode <> 'launched'
  order by p.number desc
  limit 1
$$;

comment on function splitplot.experiment_document(splitplot.experiment) is
  'An experiment with its variants, metrics, conclusion, launch and its newest 100 phases as JSON; shares are decimals. '
  'mode is that of the phase in force; traffic is open to new units, and owned_traffic is kept from other experiments.';

grant execute on function splitplot.experiment_document(splitplot.experiment) to splitplot_api, splitplot_analyst;
