-- novelty(days, differences, standard_errors): does the effect change with the day of first exposure?
--
-- The slope of a straight line through the days' differences, weighted by their precision (weighted least squares with
-- known variances), against 0. An effect of novelty is larger for those who came first, as they have been seen longer, or
-- smaller, as it has worn off; either way the difference of all is not what will last.

create or replace function report.novelty(
  days float8[], differences float8[], standard_errors float8[],
  out slope float8, out standard_error float8, out p_value float8)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  distinct_days constant bigint := (
    select count(distinct p.day) from unnest(days, standard_errors) as p(day, se) where p.se > 0);
  centre float8;
  spread float8;
begin
  if distinct_days < 2 then
    return;
  end if;
  select sum(p.day / p.se / p.se) / nullif(sum(1 / p.se / p.se), 0) into centre
  from unnest(days, differences, standard_errors) as p(day, difference, se)
  where p.se > 0;
  select
    sum(stats.square((p.day - centre) / p.se)),
    sum((p.day - centre) * p.difference / p.se / p.se)
  into spread, slope
  from unnest(days, differences, standard_errors) as p(day, difference, se)
  where p.se > 0;
  slope := slope / nullif(spread, 0);
  standard_error := 1 / sqrt(nullif(spread, 0));
  p_value := stats.normal_two_sided_p(slope / standard_error);
end
$$;

comment on function report.novelty(float8[], float8[], float8[]) is
  'Change of the difference per day, its standard error and two-sided p-value; null with fewer than two days that have a '
  'standard error.';

grant execute on function report.novelty(float8[], float8[], float8[]) to splitplot_analyst, splitplot_reporter;
