-- allocate_buckets(layer_id, bucket_count, owner_kind, owner_id): gives an owner free buckets of a layer.
--
-- Buckets that nobody has owned come first, then those that were given back the longest ago: else the same units
-- would be the first of every experiment of a layer, and carry the last one's effect into the next.
-- Whoever calls it holds the lock of configuration_instant(), so two callers cannot pick the same buckets;
-- if that were ever untrue the exclusion constraint would still refuse the second.

create or replace function splitplot.allocate_buckets(
  layer_id integer, bucket_count integer, owner_kind text, owner_id integer)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  free_buckets int4multirange := splitplot.free_buckets(layer_id, instant);
  free_count integer := splitplot.range_count(free_buckets);
  free_range int4range;
  taken_count integer;
  missing_count integer := bucket_count;
begin
  if bucket_count < 1 and owner_kind <> 'experiment' then
    perform splitplot.refuse('422', 'out_of_range', 'traffic',
      format('a %s has a share of traffic, and %s is none', replace(owner_kind, '_', ' '), bucket_count));
  elsif exists (
    select from splitplot.outer_domains(layer_id, instant) o where o.salt is not null and isempty(o.buckets))
  then
    perform splitplot.refuse('409', 'domain_ended', 'layer',
      format('layer %s is in a domain that has ended, so no unit is in it',
             (select l.key from splitplot.layer l where l.layer_id = allocate_buckets.layer_id)),
      'use a layer of another domain');
  end if;
  if free_count < bucket_count then
    perform splitplot.refuse('409', 'not_enough_traffic', 'traffic',
      format('%s buckets of layer %s are asked for, but only %s of 1,000,000 are free', bucket_count,
             (select l.key from splitplot.layer l where l.layer_id = allocate_buckets.layer_id), free_count),
      'ask for less traffic, stop an experiment of the layer, or use another layer');
  end if;

  for free_range in
    select f.range
    from splitplot.last_use_of_buckets(layer_id) u
    cross join lateral unnest(u.buckets * free_buckets) as f(range)
    order by u.given_back_at nulls first, lower(f.range)
  loop
    exit when missing_count = 0;
    taken_count := least(missing_count, upper(free_range) - lower(free_range));
    insert into splitplot.allocation
      (layer_id, buckets, owner_kind, experiment_id, domain_id, shared_control_id, holdout_id, valid)
    values (layer_id, int4range(lower(free_range), lower(free_range) + taken_count), owner_kind,
            case owner_kind when 'experiment' then owner_id end, case owner_kind when 'domain' then owner_id end,
            case owner_kind when 'shared_control' then owner_id end, case owner_kind when 'holdout' then owner_id end,
            tstzrange(instant, null));
    missing_count := missing_count - taken_count;
  end loop;
end
$$;

comment on function splitplot.allocate_buckets(integer, integer, text, integer) is
  'Stores allocations of the owner (an experiment, domain, shared_control or holdout) from the configuration instant '
  'on; SP409 when too few buckets are free or the domain of the layer has ended.';
