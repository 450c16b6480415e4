-- log_complement(log_p): ln(1 - p) from ln(p): the other tail, without forming p.
--
-- Two forms, so that neither a p near 0 nor a p near 1 cancels: Maechler (2012), "Accurately
-- computing log(1 - exp(-|a|))", vignette of the R package Rmpfr.

create or replace function stats.log_complement(log_p float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case
    when log_p >= 0 then '-Infinity'
    when log_p > -0.6931471805599453 then ln(-stats.expm1(log_p))
    else stats.log1p(-stats.exp_or_zero(log_p))
  end;
end
$$;

comment on function stats.log_complement(float8) is
  'ln(1 - p) for a probability given as ln(p), at most 0; -Infinity when p is 1.';
