-- heterogeneity(differences, standard_errors): do independent estimates of one effect agree?
--
-- Cochran (1954), "The combination of estimates from different experiments", Biometrics 10:
-- Q = sum (d - mean)^2 / s^2 around the inverse-variance mean (any other mean would make it too
-- large), against chi-square with one degree of freedom less than estimates. That is the limit for
-- large samples: equal phases of a ramp are said to disagree at 1 % in 2.3 % of the cases when the
-- smallest arm has 10 conversions (100 units at 10 %), in 1.3 % with 30 and in 1.1 % with 100.

create or replace function stats.heterogeneity(
  differences float8[], standard_errors float8[],
  out statistic float8, out degrees_of_freedom integer, out p_value float8)
  language plpgsql immutable strict parallel safe
as $$
declare
  smallest float8;
  weight_total float8 := 0;
  mean float8 := 0;
begin
  select min(s), count(s) - 1 into smallest, degrees_of_freedom
  from unnest(standard_errors) s
  where s > 0;
  if degrees_of_freedom < 0 then
    degrees_of_freedom := 0;
    return;
  end if;
  for i in 1..cardinality(differences) loop
    if standard_errors[i] > 0 then
      weight_total := weight_total + stats.square(smallest / standard_errors[i]);
    end if;
  end loop;
  for i in 1..cardinality(differences) loop
    if standard_errors[i] > 0 then
      mean := mean
        + stats.square(smallest / standard_errors[i]) / weight_total * differences[i];
    end if;
  end loop;
  statistic := 0;
  for i in 1..cardinality(differences) loop
    if standard_errors[i] > 0 then
      statistic := statistic + stats.square((differences[i] - mean) / standard_errors[i]);
    end if;
  end loop;
  if degrees_of_freedom > 0 then
    p_value := stats.chi_square_upper_tail(statistic, degrees_of_freedom);
  end if;
end
$$;

comment on function stats.heterogeneity(float8[], float8[]) is
  'Cochran''s Q of independent estimates with their standard errors, in two arrays of one length; '
  'estimates with standard error 0 do not enter; with one estimate p is null. '
  'Source: Cochran (1954).';
