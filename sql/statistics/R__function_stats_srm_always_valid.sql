-- srm_always_valid(observed, weights, concentration): does the split of units fit the planned
-- weights, at every look?
--
-- Bayes factor of a Dirichlet(concentration * weights) multinomial against the planned one:
-- Lindon and Malek (2022), "Anytime-valid inference for multinomial count data", NeurIPS. Over
-- independent phases the logarithms add. The p-value to report is the smallest over all looks so
-- far: the caller keeps it. Differences of lgamma would lose 1e-5 at 1e9 units; with Stirling's
-- main terms joined, what is left is a Kullback-Leibler divergence. Absolute error of the ln below
-- 1e-10.

create or replace function stats.srm_always_valid(
  observed bigint[], weights float8[], concentration float8 default 10000,
  out log_bayes_factor float8, out p_value float8, out log_p_value float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  n numeric;
  weight_total numeric;
  total float8;
  share float8;
  prior float8;
  posterior float8;
  surplus float8;
begin
  perform stats.require_arms('stats.srm_always_valid', observed, weights);
  if not coalesce(concentration > 0 and concentration < 'Infinity', false) then
    raise exception 'stats.srm_always_valid: concentration must be positive and finite, not %',
      concentration using errcode = '22023';
  end if;
  select sum(o) into n from unnest(observed) o;
  if n is null or weights is null then
    state := 'insufficient_data';
    return;
  end if;
  select sum(w::numeric) into weight_total from unnest(weights) w;
  total := concentration + n;
  log_bayes_factor := stats.log1p(n / concentration) / 2
    + stats.stirling_error(concentration) - stats.stirling_error(total);
  for i in 1..cardinality(observed) loop
    share := weights[i]::numeric / weight_total;
    prior := concentration * share;
    posterior := prior + observed[i];
    surplus := (observed[i] * weight_total - n * weights[i]::numeric) / weight_total;
    log_bayes_factor := log_bayes_factor
      + stats.deviance_term(posterior, total * share, surplus)
      - stats.log1p(observed[i] / prior) / 2
      + stats.stirling_error(posterior) - stats.stirling_error(prior);
  end loop;
  log_p_value := least(0, -log_bayes_factor);
  p_value := stats.exp_or_zero(log_p_value);
  state := 'ok';
end
$$;

comment on function stats.srm_always_valid(bigint[], float8[], float8) is
  'Always-valid test of sample-ratio mismatch at one look. Arguments: units per arm so far, planned '
  'weights in the same order (any scale; read as decimals of 15 digits), concentration of the '
  'alternative around them. State: ok; insufficient_data (null arrays). Nonsense raises 22023. '
  'Source: Lindon and Malek (2022).';
