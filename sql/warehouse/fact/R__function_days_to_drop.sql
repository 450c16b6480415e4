-- days_to_drop(facts_kept): the days whose facts have been kept for that long, who holds them back, and what dropping them seals.
--
-- Whoever needs a day needs all later ones, too, so the days that can go are the oldest.

create or replace function fact.days_to_drop(facts_kept interval)
  returns table (day date, bytes bigint, held_by text[], seals text[])
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
  select
    p.day, p.bytes,
    array(
      select coalesce(n.key, 'experiment ' || n.experiment_id)
      from rollup.needed_fact n
      where not n.is_sealed and n.measured_until > now() and n.since <= p.day
      order by 1),
    array(
      select coalesce(n.key, 'experiment ' || n.experiment_id)
      from rollup.needed_fact n
      where not n.is_sealed and n.measured_until <= now() and n.since <= p.day
      order by 1)
  from (
    select d.day, sum(d.bytes)::bigint as bytes
    from fact.partition d
    where d.day + 1 <= (now() - facts_kept)::timestamp
    group by d.day
  ) p
  order by p.day
$$;

comment on function fact.days_to_drop(interval) is
  'Days that have been kept for so long, oldest first: held_by running experiments that need their facts, or empty: they can '
  'go, which seals the experiments that are over and were computed from them.';

grant execute on function fact.days_to_drop(interval) to splitplot_analyst, splitplot_etl;
