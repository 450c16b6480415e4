-- session_check(experiment_id, batch): did a session see several variants?
--
-- Of the experiment's exposures among the newest 1,000 of the primary, by the order of arrival. The primary refuses such
-- exposures, so there are none unless somebody has gone around it. Runs as its owner, as those who read reports may not
-- see sessions.

create or replace function rollup.session_check(
  experiment_id integer, batch etl.batch, out sessions bigint, out conflicts bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  select count(*), count(*) filter (where s.variants > 1)
  into sessions, conflicts
  from (
    select newest.session_id, count(distinct newest.variant_id) as variants
    from rollup.newest_exposures(session_check.experiment_id, batch) newest
    where newest.session_id is not null
    group by newest.session_id
  ) s;
end
$$;

comment on function rollup.session_check(integer, etl.batch) is
  'How many sessions of the newest exposures were looked at, and how many of them saw several variants of the experiment.';

grant execute on function rollup.session_check(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
