-- lift_fieller(n, mean, variance per arm, level): relative lift with Fieller's interval.
--
-- Fieller (1954), "Some problems in interval estimation", JRSS B 16: all ratios r that the normal
-- test of mean_treatment = r mean_baseline does not reject, so it excludes a lift of 0 exactly
-- when that test rejects equality. With g = z^2 var(mean_baseline)/mean_baseline^2 < 1 it is an
-- interval; else the baseline cannot be told from 0, and the set is the complement of an interval
-- or everything. Written relative to the baseline; roots without cancellation.
-- Relative error of the ratio below 1e-13.

create or replace function stats.lift_fieller(
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  level float8 default 0.95,
  out lift float8, out g float8, out lift_low float8, out lift_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  parts record;
  z constant float8 := -stats.normal_quantile((1 - level) / 2);
  wide_baseline float8; -- z times the standard errors
  wide_treatment float8;
  quadratic_term float8;
  constant_term float8;
  root float8;
  q float8;
begin
  perform stats.require_level('stats.lift_fieller', level);
  select * into parts
  from stats.lift_parts('stats.lift_fieller', n_baseline, mean_baseline, variance_baseline,
                        n_treatment, mean_treatment, variance_treatment);
  lift := parts.lift;
  state := parts.state;
  if state <> 'interval' then
    return;
  end if;
  wide_baseline := z * parts.error_baseline;
  wide_treatment := z * parts.error_treatment;
  g := stats.square(wide_baseline);
  quadratic_term := (1 - wide_baseline) * (1 + wide_baseline);
  if abs(quadratic_term) < 1e-15 then -- on the edge: a complement with one very far end
    quadratic_term := -1e-15;
  end if;
  root := stats.square(wide_treatment) * quadratic_term + stats.square(parts.ratio * wide_baseline);
  if root < 0 then
    state := 'whole_line';
    return;
  end if;
  constant_term := (parts.ratio - wide_treatment) * (parts.ratio + wide_treatment);
  q := parts.ratio + case when parts.ratio < 0 then -sqrt(root) else sqrt(root) end;
  lift_low := least(q / quadratic_term, constant_term / q) - 1;
  lift_high := greatest(q / quadratic_term, constant_term / q) - 1;
  state := case when quadratic_term < 0 then 'complement' else 'interval' end;
end
$$;

comment on function stats.lift_fieller(bigint, float8, float8, bigint, float8, float8, float8) is
  'Relative lift, treatment over baseline minus 1, with Fieller''s interval and its g. State: '
  'interval; complement (everything outside lift_low to lift_high); whole_line (no ends); '
  'insufficient_data; undefined (baseline mean 0); zero_variance (lift only). Nonsense raises '
  '22023. Source: Fieller (1954).';
