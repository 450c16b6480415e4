-- beta_superiority_sum(a_x, b_x, a_y, b_y): the sum of beta_superiority over the whole a_y.
--
-- The first term may be below the smallest float8, so that terms are kept relative to it and taken
-- down when they grow large.

create or replace function stats.beta_superiority_sum(
  a_x float8, b_x float8, a_y float8, b_y float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  log_scale float8 := stats.lbeta(a_x, b_x + b_y) - stats.lbeta(a_x, b_x);
  term float8 := 1;
  total float8 := 1;
begin
  if a_y <> floor(a_y) then
    raise exception 'stats.beta_superiority: parameters must be whole numbers, not %', a_y
      using errcode = '22023';
  end if;
  for i in 0..a_y::integer - 2 loop
    term := term * ((a_x + i) / (a_x + b_x + b_y + i)) * ((b_y + i) / (1 + i));
    total := total + term;
    if total > 1e200 then
      term := term / 1e200;
      total := total / 1e200;
      log_scale := log_scale + 460.51701859880913680; -- ln(1e200)
    end if;
  end loop;
  return least(1, stats.exp_or_zero(log_scale + ln(total)));
end
$$;

comment on function stats.beta_superiority_sum(float8, float8, float8, float8) is
  'P(Y > X) as a sum of a_y terms; callers want beta_superiority.';
