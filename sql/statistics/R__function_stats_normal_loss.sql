-- normal_loss(u): E max(-(Z + u), 0) for a standard normal Z, phi(u) - u Phi(-u).
--
-- For u > 0 written with the scaled tail: the two terms agree in all digits when u is large.

create or replace function stats.normal_loss(u float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case
    when u <= 0 then stats.normal_density(u) - u * stats.normal_upper_tail(u)
    when u > 37 then 0
    else stats.normal_density(u)
      * (1 - u * stats.erfc_scaled(u * 0.7071067811865475244) * 1.2533141373155002512)
  end;
end
$$;

comment on function stats.normal_loss(float8) is
  'Standard normal loss function phi(u) - u Phi(-u); 0 beyond 37.';
