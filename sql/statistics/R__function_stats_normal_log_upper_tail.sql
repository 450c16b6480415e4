-- normal_log_upper_tail(z): ln P(Z > z) for a standard normal Z.

create or replace function stats.normal_log_upper_tail(z float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case
    when z < 0 then stats.log1p(-stats.normal_upper_tail(-z))
    else stats.normal_log_two_sided_p(z) - 0.69314718055994530942
  end;
end
$$;

comment on function stats.normal_log_upper_tail(float8) is
  'ln P(Z > z), standard normal, also where the tail itself underflows. NaN raises 22023. '
  'Source: Cody (1969).';
