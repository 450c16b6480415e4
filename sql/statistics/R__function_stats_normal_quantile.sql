-- normal_quantile(p): the z with P(Z <= z) = p for a standard normal Z.
--
-- Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", Applied
-- Statistics 37, routine PPND16. Relative error about 1e-15. The upper quantile of q is the
-- negative of this function at q: writing 1 - q first would lose the tail.

create or replace function stats.normal_quantile(p float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  centred constant float8 := p - 0.5;
  r float8;
begin
  if not (p >= 0 and p <= 1) then
    raise exception 'stats.normal_quantile: p must be between 0 and 1, not %', p
      using errcode = '22023';
  end if;
  if abs(centred) <= 0.425 then
    r := 0.180625 - centred * centred;
    return centred
      * (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
              + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
            + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
          + 1.3314166789178437745e2) * r + 3.3871328727963666080)
      / (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
              + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
            + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
          + 4.2313330701600911252e1) * r + 1);
  end if;
  r := least(p, 1 - p);
  if r = 0 then
    return sign(centred) * 'Infinity'::float8;
  end if;
  r := sqrt(-ln(r));
  if r <= 5 then
    r := r - 1.6;
    return sign(centred)
      * (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
              + 2.41780725177450611770e-1) * r + 1.27045825245236838258) * r
            + 3.64784832476320460504) * r + 5.76949722146069140550) * r
          + 4.63033784615654529590) * r + 1.42343711074968357734)
      / (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
              + 1.51986665636165471966e-2) * r + 1.48103976427480074590e-1) * r
            + 6.89767334985100004550e-1) * r + 1.67638483018380384940) * r
          + 2.05319162663775882187) * r + 1);
  end if;
  r := r - 5;
  return sign(centred)
    * (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
          + 2.96560571828504891230e-1) * r + 1.78482653991729133580) * r
        + 5.46378491116411436990) * r + 6.65790464350110377720)
    / (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
            + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
          + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
        + 5.99832206555887937690e-1) * r + 1);
end
$$;

comment on function stats.normal_quantile(float8) is
  'The z with P(Z <= z) = p, standard normal; -Infinity at 0, Infinity at 1; p outside 0 to 1 '
  'raises 22023. Source: Wichura (1988), AS 241.';
