-- has_day(day): are there partitions for the facts that arrive on a day?
--
-- Both are made in one transaction, so it looks for one. Without a fixed search_path, so that the planner can inline it.

create or replace function fact.has_day(day date)
  returns boolean
  language sql stable
as $$
  select to_regclass('fact.event_' || to_char(day, 'YYYYMMDD')) is not null
$$;

comment on function fact.has_day(date) is 'Whether facts that arrive on a day in UTC can be stored.';
