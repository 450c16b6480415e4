-- arm_of(..., n and sums): what statistics need to know of a cell of units, from its exact sums.
--
-- Everything is computed in numeric and rounded once, when it becomes float8: the formula n sum(y^2) - sum(y)^2, ruinous
-- in float8, is exact here. Division of numerics keeps at least 16 significant digits.
--
-- A ratio R = sum(y) / sum(z) behaves like the mean of R + (y - R z) / mean(z) over units, by the delta method (Deng,
-- Knoblich, Lu 2018); so its arm has the variance and the covariance of that.

create or replace function report.arm_of(
  metric_id integer, phase_id integer, variant_id integer, is_control boolean, kind text, n bigint,
  y numeric, yy numeric, x numeric, xx numeric, xy numeric, z numeric, zz numeric, yz numeric, xz numeric,
  cubes numeric)
  returns report.arm
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  -- n times the centred sums
  syy numeric := n * yy - y * y;
  sxx constant numeric := n * xx - x * x;
  sxy numeric := n * xy - x * y;
  mean numeric := y / n;
begin
  if kind = 'ratio' then
    mean := y / nullif(z, 0);
    -- over one denominator, so that nothing is rounded before it cancels
    syy := (syy * z * z - 2 * y * z * (n * yz - y * z) + y * y * (n * zz - z * z)) * n * n / nullif(z ^ 4, 0);
    sxy := (sxy * z - y * (n * xz - x * z)) * n / nullif(z * z, 0);
  end if;
  return row(
    metric_id, phase_id, variant_id, is_control, n, y, yy, mean::float8, (syy / nullif(n::numeric * (n - 1), 0))::float8,
    (syy / n)::float8, (x / n)::float8, (sxx / n)::float8, (sxy / n)::float8, z, zz, yz, cubes)::report.arm;
end
$$;

comment on function report.arm_of(
  integer, integer, integer, boolean, text, bigint, numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric,
  numeric, numeric) is
  'Arm of n units with these sums of value y, covariate x, denominator z (of a ratio) and cubes of y.';

grant execute on function report.arm_of(
  integer, integer, integer, boolean, text, bigint, numeric, numeric, numeric, numeric, numeric, numeric, numeric, numeric,
  numeric, numeric) to splitplot_analyst, splitplot_reporter;
