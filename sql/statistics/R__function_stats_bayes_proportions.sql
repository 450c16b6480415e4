-- bayes_proportions(successes and n per arm, prior): what a beta prior and two proportions say about
-- which is higher.
--
-- Posterior Beta(prior_a + successes, prior_b + failures) per arm; chance to win by
-- beta_superiority; expected loss of choosing treatment E max(p_c - p_t, 0) as a difference of two
-- means times a chance with one parameter higher by 1. Not error-controlled: see bayes_normal.

create or replace function stats.bayes_proportions(
  successes_baseline bigint, n_baseline bigint, successes_treatment bigint, n_treatment bigint,
  prior_a integer default 1, prior_b integer default 1,
  out chance_to_win float8, out expected_loss_treatment float8, out expected_loss_baseline float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  a_c constant float8 := prior_a + successes_baseline;
  b_c constant float8 := prior_b + n_baseline - successes_baseline;
  a_t constant float8 := prior_a + successes_treatment;
  b_t constant float8 := prior_b + n_treatment - successes_treatment;
begin
  perform stats.require_proportion(
    'stats.bayes_proportions', 'baseline', successes_baseline, n_baseline);
  perform stats.require_proportion(
    'stats.bayes_proportions', 'treatment', successes_treatment, n_treatment);
  if not coalesce(least(prior_a, prior_b) >= 1, false) then
    raise exception 'stats.bayes_proportions: priors must be whole numbers from 1, not % and %',
      prior_a, prior_b using errcode = '22023';
  end if;
  if a_c + b_c + a_t + b_t is null then
    state := 'insufficient_data';
    return;
  end if;
  chance_to_win := stats.beta_superiority(a_c, b_c, a_t, b_t);
  expected_loss_treatment := greatest(0,
    a_c / (a_c + b_c) * stats.beta_superiority(a_t, b_t, a_c + 1, b_c)
    - a_t / (a_t + b_t) * stats.beta_superiority(a_t + 1, b_t, a_c, b_c));
  expected_loss_baseline := greatest(0,
    a_t / (a_t + b_t) * stats.beta_superiority(a_c, b_c, a_t + 1, b_t)
    - a_c / (a_c + b_c) * stats.beta_superiority(a_c + 1, b_c, a_t, b_t));
  state := 'ok';
end
$$;

comment on function stats.bayes_proportions(bigint, bigint, bigint, bigint, integer, integer) is
  'Chance that the treatment''s proportion is higher, and the expected loss in proportion of '
  'choosing either arm, under a beta prior with whole parameters (1, 1: uniform). State: ok; '
  'insufficient_data (null). Nonsense raises 22023. Source: Miller (2015).';
