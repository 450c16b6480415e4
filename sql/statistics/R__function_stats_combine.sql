-- combine(estimates, standard errors, degrees of freedom, weights, level): one estimate from
-- independent ones, and whether they agree.
--
-- d = sum w d_s / sum w, its variance sum (w s_s)^2 / (sum w)^2, degrees of freedom by
-- Satterthwaite (1946); heterogeneity by Cochran's Q, whatever the weights. One
-- estimate alone keeps its standard error and degrees of freedom exactly.

create or replace function stats.combine(
  differences float8[], standard_errors float8[], parts_degrees_of_freedom float8[],
  weights float8[], level float8 default 0.95,
  out difference float8, out standard_error float8, out degrees_of_freedom float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8,
  out heterogeneity_statistic float8, out heterogeneity_degrees_of_freedom integer,
  out heterogeneity_p_value float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  parts constant integer := cardinality(differences);
  weight_total float8 := 0;
  scaled_errors float8[] := '{}';
begin
  perform stats.require_level('stats.combine', level);
  perform stats.require_parts(
    'stats.combine', differences, standard_errors, parts_degrees_of_freedom, weights);
  if coalesce(parts, 0) = 0 then
    state := 'insufficient_data';
    return;
  end if;
  difference := 0;
  for i in 1..parts loop
    weight_total := weight_total + weights[i];
  end loop;
  for i in 1..parts loop
    difference := difference + weights[i] / weight_total * differences[i];
    scaled_errors := scaled_errors || weights[i] / weight_total * standard_errors[i];
  end loop;
  select s.standard_error, s.degrees_of_freedom
  into standard_error, degrees_of_freedom
  from stats.satterthwaite(scaled_errors, parts_degrees_of_freedom) s;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  select h.statistic, h.degrees_of_freedom, h.p_value
  into heterogeneity_statistic, heterogeneity_degrees_of_freedom, heterogeneity_p_value
  from stats.heterogeneity(differences, standard_errors) h;
  select i.statistic, i.p_value, i.log_p_value, i.interval_low, i.interval_high
  into statistic, p_value, log_p_value, interval_low, interval_high
  from stats.t_inference(difference, standard_error, degrees_of_freedom, level) i;
  state := 'ok';
end
$$;

comment on function stats.combine(float8[], float8[], float8[], float8[], float8) is
  'Weighted mean of independent estimates with t inference, and Cochran''s Q for their '
  'heterogeneity. State: ok, insufficient_data (no parts), zero_variance (difference only). '
  'Arrays of unequal length, nulls, negative standard errors, weights or degrees of freedom not '
  'positive raise 22023.';
