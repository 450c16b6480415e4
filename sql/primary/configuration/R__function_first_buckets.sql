-- first_buckets(experiment_id, bucket_count, at): the buckets through which units enter when that many are open.
--
-- An experiment opens its buckets in the order in which it got them, and closes them in the opposite order. So
-- raising, lowering and raising again opens the same ones.

create or replace function splitplot.first_buckets(experiment_id integer, bucket_count integer, at timestamptz)
  returns int4multirange
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    range_agg(int4range(lower(o.buckets), least(upper(o.buckets), lower(o.buckets) + bucket_count - o.before)))
      filter (where o.before < bucket_count),
    '{}')
  from (
    select
      a.buckets,
      (sum(upper(a.buckets) - lower(a.buckets)) over (order by a.allocation_id)
        - (upper(a.buckets) - lower(a.buckets)))::integer as before
    from splitplot.allocation a
    where a.experiment_id = first_buckets.experiment_id and a.valid @> at
  ) o
$$;

comment on function splitplot.first_buckets(integer, integer, timestamptz) is
  'The first of the buckets that the experiment owns at an instant, in the order in which it got them.';
