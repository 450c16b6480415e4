-- decision(...): what a comparison's method allows to say now.
--
-- A fixed horizon is judged when its sample is there; without a planned sample, when the experiment has ended.

create or replace function report.decision(
  experiment splitplot.experiment, state text, units bigint, method text, p_value_adjusted float8, is_crossed boolean,
  is_final boolean)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  with given as (
    select
      state in ('stopped', 'concluded') as has_ended,
      (experiment.method ->> 'planned_units')::bigint as planned_units,
      1 - report.level(experiment) as alpha
  )
  select case
    when method = 'group_sequential' then
      case when is_crossed then 'significant' when is_final then 'not_significant' else 'open' end
    when method = 'fixed_horizon' and not coalesce(units >= g.planned_units, g.has_ended) then 'open'
    when p_value_adjusted <= g.alpha then 'significant'
    when method = 'always_valid' and not g.has_ended then 'open'
    when p_value_adjusted is not null then 'not_significant'
    else 'open'
  end
  from given g
$$;

comment on function report.decision(splitplot.experiment, text, bigint, text, float8, boolean, boolean) is
  'significant, not_significant or open. p_value_adjusted counts for fixed_horizon and always_valid, is_crossed and '
  'is_final of its analysis for group_sequential.';

grant execute on function report.decision(splitplot.experiment, text, bigint, text, float8, boolean, boolean)
  to splitplot_analyst, splitplot_reporter;
