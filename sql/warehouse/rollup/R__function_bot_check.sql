-- bot_check(experiment_id, batch): are there robots among the units?
--
-- By what was known before the assignment, so that the rule cannot depend on the variant: the attribute bot is true, or the
-- attribute user_agent names itself a bot, crawler or spider. Of the experiment's exposures among the newest 1,000 of the
-- primary, by the order of arrival. They are left out by targeting, as {"bot": {"$ne": true}}, before they are assigned;
-- leaving them out of a report afterwards would be a choice made after looking.
--
-- Runs as its owner, as those who read reports may not see attributes.

create or replace function rollup.bot_check(
  experiment_id integer, batch etl.batch, out units bigint, out bots bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  select count(distinct newest.unit_id), count(distinct newest.unit_id) filter (
    where newest.attributes ->> 'bot' = 'true'
      or newest.attributes ->> 'user_agent' ~* '(bot|crawler|spider)([^a-z]|$)')
  into units, bots
  from rollup.newest_exposures(bot_check.experiment_id, batch) newest
  where newest.attributes ?| '{bot,user_agent}';
end
$$;

comment on function rollup.bot_check(integer, etl.batch) is
  'Of the units of the newest exposures that have an attribute bot or user_agent: how many there are, and how many of them '
  'are robots by it.';

grant execute on function rollup.bot_check(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
