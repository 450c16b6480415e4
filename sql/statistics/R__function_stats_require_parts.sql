-- require_parts(caller, differences, standard errors, degrees of freedom, weights): refuses arrays
-- that do not describe estimates to combine.

create or replace function stats.require_parts(
  caller text, differences float8[], standard_errors float8[], parts_degrees_of_freedom float8[],
  weights float8[])
  returns void
  language plpgsql immutable strict parallel safe
as $$
begin
  if cardinality(standard_errors) <> cardinality(differences)
     or cardinality(parts_degrees_of_freedom) <> cardinality(differences)
     or cardinality(weights) <> cardinality(differences) then
    raise exception '%: the arrays must have the same length, not %, %, % and %', caller,
      cardinality(differences), cardinality(standard_errors),
      cardinality(parts_degrees_of_freedom), cardinality(weights) using errcode = '22023';
  end if;
  for i in 1..cardinality(differences) loop
    if not coalesce(
         abs(differences[i]) < 'Infinity'
         and standard_errors[i] >= 0 and standard_errors[i] < 'Infinity'
         and parts_degrees_of_freedom[i] > 0 and parts_degrees_of_freedom[i] < 'Infinity'
         and weights[i] > 0 and weights[i] < 'Infinity', false) then
      raise exception
        '%: part % is no estimate: difference %, standard error %, degrees of freedom %, weight %',
        caller, i, differences[i], standard_errors[i], parts_degrees_of_freedom[i], weights[i]
        using errcode = '22023';
    end if;
  end loop;
end
$$;

comment on function stats.require_parts(text, float8[], float8[], float8[], float8[]) is
  'Raises 22023 in the name of caller unless the arrays have one length and every part has a '
  'finite difference, a standard error of 0 or more, and positive degrees of freedom and weight.';
