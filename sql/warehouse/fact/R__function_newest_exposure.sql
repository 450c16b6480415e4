-- newest_exposure(source, after, at_most, first_day, last_day): the newest arrival behind another one, but no further than so many.
--
-- What is further is looked for again without it: that happens in first imports only.

create or replace function fact.newest_exposure(
  source integer, after bigint, at_most bigint, first_day date, last_day date, out arrival bigint, out arrived_on date)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  select f.arrival, f.arrived_on into arrival, arrived_on
  from fact.exposure f
  where f.source = newest_exposure.source and f.arrival > after and f.arrived_on between first_day and last_day
  order by f.arrival desc
  limit 1;
  if newest_exposure.arrival > after + at_most then
    newest_exposure.arrival := after + at_most;
    select max(f.arrived_on) into arrived_on
    from fact.exposure f
    where f.source = newest_exposure.source and f.arrival > after and f.arrival <= newest_exposure.arrival
      and f.arrived_on between first_day and last_day;
  end if;
  arrival := coalesce(newest_exposure.arrival, after);
  arrived_on := coalesce(newest_exposure.arrived_on, first_day);
end
$$;

comment on function fact.newest_exposure(integer, bigint, bigint, date, date) is
  'The newest arrival of a source after the given one, of the days from first to last, with its day; at most so many further; '
  'the given one with the first day when nothing is there.';
