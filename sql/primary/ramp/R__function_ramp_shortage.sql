-- ramp_shortage(step, evidence, waived): what is still missing before a step may be left.

create or replace function splitplot.ramp_shortage(step jsonb, evidence jsonb, waived text[])
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with shortage as (
    select 1 as place, u.variant as name,
      format('variant %s has %s of %s units', u.variant, u.units, step ->> 'minimum_units') as sentence
    from jsonb_each_text(evidence -> 'units') as u(variant, units)
    where u.units::bigint < (step ->> 'minimum_units')::bigint
    union all
    select 2, '', 'the shares of the variants cannot be tested yet'
    where (step ->> 'sample_ratio') is not null
      and (evidence #>> '{sample_ratio,p_value}') is null
      and 'sample_ratio' <> all (waived)
    union all
    select 3, g.metric,
      format('guardrail %s cannot be judged yet%s', g.metric, coalesce(': ' || e.variant || ' has ' || e.state, ''))
    from jsonb_to_recordset(step -> 'guardrails') as g(metric text)
    left join jsonb_to_recordset(evidence -> 'guardrails') as e(metric text, variant text, p_value float8, state text)
      using (metric)
    where e.p_value is null and g.metric <> all (waived)
  )
  select string_agg(s.sentence, '; ' order by s.place, s.name, s.sentence)
  from shortage s
$$;

comment on function splitplot.ramp_shortage(jsonb, jsonb, text[]) is
  'A sentence for each condition of the step that cannot be answered yet or is not met yet; null: none.';
