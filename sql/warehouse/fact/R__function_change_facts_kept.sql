-- change_facts_kept(facts_kept): for how long facts are kept from now on; null: for ever.

create or replace function fact.change_facts_kept(facts_kept interval)
  returns void
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  update fact.setting set facts_kept = change_facts_kept.facts_kept
$$;

comment on function fact.change_facts_kept(interval) is
  'Sets fact.setting.facts_kept. Refused by its constraint when it is shorter than a day.';

grant execute on function fact.change_facts_kept(interval) to splitplot_etl;
