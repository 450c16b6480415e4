-- satterthwaite(standard_errors, degrees_of_freedom): standard error and degrees of freedom of
-- a sum of independent estimates.
--
-- Satterthwaite (1946), "An approximate distribution of estimates of variance components",
-- Biometrics Bulletin 2. Written in shares of the largest part, so that variances of 1e298 or
-- 1e-302 neither overflow nor underflow, and one part alone keeps its numbers exactly.

create or replace function stats.satterthwaite(
  standard_errors float8[], parts_degrees_of_freedom float8[],
  out standard_error float8, out degrees_of_freedom float8)
  language plpgsql immutable strict parallel safe
as $$
declare
  largest float8 := 0;
  reference float8; -- degrees of freedom of the largest part
  share float8;
  total float8 := 0;
  weighted float8 := 0;
begin
  for i in 1..cardinality(standard_errors) loop
    if standard_errors[i] > largest then
      largest := standard_errors[i];
      reference := parts_degrees_of_freedom[i];
    end if;
  end loop;
  if largest = 0 then
    standard_error := 0;
    return;
  end if;
  for i in 1..cardinality(standard_errors) loop
    share := standard_errors[i] / largest;
    if share > 1e-60 then -- anything smaller adds nothing, and its square could underflow
      share := share * share;
      total := total + share;
      weighted := weighted + share * share * (reference / parts_degrees_of_freedom[i]);
    end if;
  end loop;
  standard_error := largest * sqrt(total);
  degrees_of_freedom := reference * (total * total / weighted);
end
$$;

comment on function stats.satterthwaite(float8[], float8[]) is
  'Standard error and Satterthwaite degrees of freedom of a sum of independent estimates, from '
  'the standard error and degrees of freedom of each; degrees of freedom null when all are 0.';
