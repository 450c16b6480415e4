-- has_fact_day(day): are there partitions for the facts of a day?

create or replace function splitplot.has_fact_day(day date)
  returns boolean
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select
    to_regclass('splitplot.exposure_' || to_char(day, 'YYYYMMDD')) is not null
    and to_regclass('splitplot.event_' || to_char(day, 'YYYYMMDD')) is not null
$$;

comment on function splitplot.has_fact_day(date) is 'Whether exposures and events received on a day in UTC can be stored.';
