-- student_t_log_two_sided_p(t, degrees_of_freedom): ln P(|T| > |t|) for Student's t.
--
-- The one place where the t tail is made; it is precise in the distance from p = 1 as well as
-- far below 1e-300, and degrees of freedom need not be whole.
-- * Many degrees of freedom, t not extreme: Hill (1970), CACM 13, algorithm 395, turns t into a
--   normal z. Relative error below 5e-13 for 1,000 and more and t*t <= 0.03 of them; cheap.
-- * Otherwise the incomplete beta function at df / (df + t*t), whose lambda is known without
--   cancellation: relative error below 5e-13. (Plain lgamma would lose 1e-6 at df = 1e9.)
-- * t beyond 1e10 roots of df: the first term of the power series, as t*t would overflow.

create or replace function stats.student_t_log_two_sided_p(t float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  df constant float8 := least(degrees_of_freedom, 1e20); -- from there on it is the normal's
  size constant float8 := abs(t);
  square float8;
  lambda float8;
begin
  if not (df > 0 and degrees_of_freedom < 'Infinity') then
    raise exception 'stats.student_t: degrees_of_freedom must be positive and finite, not %',
      degrees_of_freedom using errcode = '22023';
  end if;
  if t = 'NaN' then
    raise exception 'stats.student_t: t must be a number, not NaN' using errcode = '22023';
  end if;
  if size < 1e-70 or size = 'Infinity' then
    return case when size < 1e-70 then 0 else '-Infinity'::float8 end;
  end if;
  if size > 1e10 * sqrt(df) then
    return df / 2 * (ln(df) - 2 * ln(size)) - ln(df / 2) - stats.lbeta(df / 2, 0.5);
  end if;
  square := size * size;
  if df >= 1000 and square <= 0.03 * df then
    return stats.normal_log_two_sided_p(stats.student_t_normal_equivalent(size, df));
  end if;
  lambda := df / (df + square) * (square - 1) / 2;
  return case
    when square > 2 then
      stats.beta_log_fraction(df / (df + square), square / (df + square), lambda, df / 2, 0.5)
    else
      stats.log_complement(
        stats.beta_log_fraction(square / (df + square), df / (df + square), -lambda, 0.5, df / 2))
  end;
end
$$;

comment on function stats.student_t_log_two_sided_p(float8, float8) is
  'ln of the two-sided p-value of Student''s t; degrees of freedom positive and finite, others '
  'and NaN raise 22023. Source: Hill (1970), DiDonato and Morris (1992).';
