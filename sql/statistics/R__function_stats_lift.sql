-- lift(n, mean, variance per arm, level): relative lift with the interval to show.
--
-- The delta method while the baseline is clearly not 0 (g < 0.01, where both agree), Fieller's
-- interval otherwise. For a p-value take the difference's (welch): a lift of 0 and a difference
-- of 0 are the same hypothesis.

create or replace function stats.lift(
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  level float8 default 0.95,
  out lift float8, out lift_low float8, out lift_high float8, out method text, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  g float8;
begin
  select f.lift, f.lift_low, f.lift_high, f.g, f.state
  into lift, lift_low, lift_high, g, state
  from stats.lift_fieller(n_baseline, mean_baseline, variance_baseline,
                          n_treatment, mean_treatment, variance_treatment, level) f;
  method := case when g < 0.01 then 'delta' when g >= 0.01 then 'fieller' end;
  if method = 'delta' then
    select d.lift_low, d.lift_high
    into lift_low, lift_high
    from stats.lift_delta(n_baseline, mean_baseline, variance_baseline,
                          n_treatment, mean_treatment, variance_treatment, level) d;
  end if;
end
$$;

comment on function stats.lift(bigint, float8, float8, bigint, float8, float8, float8) is
  'Relative lift, treatment over baseline minus 1, as a fraction. Method: delta or fieller, null '
  'without an interval. State: interval; complement (everything outside lift_low to lift_high); '
  'whole_line (no ends: the baseline cannot be told from 0); insufficient_data; undefined '
  '(baseline mean 0); zero_variance (lift only). Nonsense raises 22023.';
