-- newest_day(): the newest day on which a fact arrived.

create or replace function fact.newest_day()
  returns date
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  select date '2000-01-01' + s.last_value::integer from fact.newest_day s
$$;

comment on function fact.newest_day() is 'The newest day on which a fact arrived, also of transactions that are under way.';
