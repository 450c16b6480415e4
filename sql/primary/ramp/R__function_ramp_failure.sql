-- ramp_failure(step, evidence, waived): what the evidence says against a step.
--
-- The p-values are always valid, so looking every few seconds costs no error: the chance that a harmless step ever
-- fails by a guardrail is at most its alpha. They are not adjusted for the number of guardrails and variants,
-- because with guardrails the error to fear is a harm that was missed.

create or replace function splitplot.ramp_failure(step jsonb, evidence jsonb, waived text[])
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with sample_ratio as (
    select
      (evidence #>> '{sample_ratio,p_value}')::float8 as p_value,
      (evidence #>> '{sample_ratio,unplanned_units}')::bigint as unplanned_units,
      (step ->> 'sample_ratio')::float8 as threshold
    where 'sample_ratio' <> all (waived)
  ),
  failure as (
    select 1 as place, '' as metric, '' as variant,
      format('the shares of the variants do not fit their weights (always-valid p = %s, limit %s)',
             splitplot.short_p(r.p_value), r.threshold) as sentence
    from sample_ratio r
    where r.p_value < r.threshold
    union all
    select 2, '', '', format('%s units are in variants that have no weight in their phase', r.unplanned_units)
    from sample_ratio r
    where r.threshold is not null and r.unplanned_units > 0
    union all
    select 3, g.metric, e.variant,
      format('%s of %s is worse than the control''s (one-sided always-valid p = %s, alpha %s)',
             g.metric, e.variant, splitplot.short_p(e.p_value), g.alpha)
    from jsonb_to_recordset(step -> 'guardrails') as g(metric text, alpha float8)
    join jsonb_to_recordset(evidence -> 'guardrails') as e(metric text, variant text, p_value float8) using (metric)
    where e.p_value <= g.alpha and g.metric <> all (waived)
  )
  select string_agg(f.sentence, '; ' order by f.place, f.metric, f.variant)
  from failure f
$$;

comment on function splitplot.ramp_failure(jsonb, jsonb, text[]) is
  'A sentence for each condition of the step that the evidence breaks and nobody waived; null: none is broken.';
