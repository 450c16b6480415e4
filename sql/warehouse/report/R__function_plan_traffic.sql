-- plan_traffic(experiment, today, given): how many units a day an experiment will get.
--
-- New units a day of its unit type, of the last 28 full days or of as many as there are, times the traffic of its newest
-- phase. Units that come back count where they were seen first, and nowhere else: so a new experiment, which they enter as
-- well, gets at least so many, and its duration is at most what is planned.

create or replace function report.plan_traffic(
  experiment splitplot.experiment, today date, given float8,
  out first_day date, out days integer, out units_per_day float8, out traffic float8,
  out experiment_units_per_day float8, out source text, out note text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  days_max constant integer := 28;
begin
  select p.traffic_ppm / 1e6 into traffic
  from splitplot.phase p
  where p.experiment_id = experiment.experiment_id
  order by p.number desc
  limit 1;
  if given is not null then
    units_per_day := given;
    source := 'given';
  else
    select case when count(*) > 0 then greatest(min(t.day), today - days_max) end into first_day
    from rollup.traffic t
    join splitplot.experiment e using (experiment_id)
    where e.unit_type_id = experiment.unit_type_id and t.unit_count <> 0 and t.day < today;
    days := today - first_day;
    select coalesce(sum(n.unit_count), 0)::float8 / nullif(days, 0) into units_per_day
    from rollup.new_units(experiment.unit_type_id, first_day, today - 1) n;
    source := case when units_per_day > 0 then 'measured' end;
  end if;
  experiment_units_per_day := nullif(units_per_day * traffic, 0);
  note := case
    when source is null and first_day is null
      then 'no unit was exposed to any experiment on this unit type before today; give units_per_day'
    when source is null
      then format('no new unit was exposed to any experiment on this unit type in the last %s days; give units_per_day',
        days)
    when traffic is null then 'the experiment has no phase, so its share of the traffic is not known'
    when traffic = 0 then 'the newest phase gets no traffic'
    when source = 'measured' and days < 7
      then format('measured over %s full days only, which may not be like a week', days)
  end;
end
$$;

comment on function report.plan_traffic(splitplot.experiment, date, float8) is
  'Units a day: units_per_day, given or measured over so many days (UTC) from first_day up to yesterday; traffic, the share '
  'of the newest phase; and their product. Nulls where there is nothing to measure; note says what is missing.';

grant execute on function report.plan_traffic(splitplot.experiment, date, float8) to splitplot_analyst, splitplot_reporter;
