-- hypotenuse(a, b): sqrt(a*a + b*b) without overflow or underflow of the squares.

create or replace function stats.hypotenuse(a float8, b float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  larger constant float8 := greatest(abs(a), abs(b));
  share float8;
begin
  if larger = 0 then
    return 0;
  end if;
  share := least(abs(a), abs(b)) / larger;
  return case when share < 1e-20 then larger else larger * sqrt(1 + share * share) end;
end
$$;

comment on function stats.hypotenuse(float8, float8) is 'Square root of a*a + b*b.';
