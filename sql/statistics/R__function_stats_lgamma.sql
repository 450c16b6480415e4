-- lgamma(x): ln of the gamma function for x > 0.
--
-- PostgreSQL has one only from 18 on. Around the zeros at 1 and 2 the Taylor series in z = x - 2,
-- lgamma(2 + z) = (1 - euler) z + sum (-1)^n (zeta(n) - 1) z^n / n, |z| <= 1/2 (Abramowitz and
-- Stegun 6.1.33), reached by the recurrence; from 10 on Stirling's formula.
-- Error: 1e-15 near the zeros, elsewhere 4 units in the last place.

create or replace function stats.lgamma(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  product float8 := 1;
  z float8 := x - 2;
  shift float8 := 0;
begin
  if not (x > 0 and x < 'NaN') then
    raise exception 'stats.lgamma: x must be positive, not %', x using errcode = '22023';
  end if;
  if x < 1e-300 then
    return -ln(x);
  end if;
  if x >= 10 then
    return case
      when x > 2.5e305 then 'Infinity'
      else (x - 0.5) * ln(x) - x + 0.91893853320467274178 + stats.stirling_error(x)
    end;
  end if;
  if x < 0.5 then
    shift := -ln(x) - ln(1 + x);
    z := x;
  elsif x < 1.5 then
    z := x - 1;
    shift := -stats.log1p(z);
  else
    while z > 0.5 loop
      product := product * (z + 1);
      z := z - 1;
    end loop;
    shift := ln(product);
  end if;
  return shift + z * (0.42278433509846713939 + z * (0.32246703342411321824
    + z * (-0.067352301053198095133 + z * (0.020580808427784547879
    + z * (-0.0073855510286739852663 + z * (0.0028905103307415232858
    + z * (-0.0011927539117032609771 + z * (0.00050966952474304242234
    + z * (-0.00022315475845357937976 + z * (0.000099457512781808533715
    + z * (-0.0000449262367381331417 + z * (0.000020507212775670691553
    + z * (-9.439488275268395904e-6 + z * (4.3748667899074878042e-6
    + z * (-2.0392157538013662368e-6 + z * (9.5514121304074198329e-7
    + z * (-4.4924691987645660433e-7 + z * (2.1207184805554665869e-7
    + z * (-1.0043224823968099609e-7 + z * (4.7698101693639805658e-8
    + z * (-2.271109460894316491e-8 + z * (1.0838659214896954091e-8
    + z * (-5.1834750419700466551e-9 + z * (2.4836745438024783172e-9
    + z * (-1.1921401405860912074e-9 + z * (5.7313672416788620133e-10
    + z * -2.7595228851242331452e-10))))))))))))))))))))))))));
end
$$;

comment on function stats.lgamma(float8) is
  'ln of the gamma function for x > 0; others raise 22023. Source: Abramowitz and Stegun 6.1.33, '
  '6.1.41.';
