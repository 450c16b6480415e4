-- allocate_buckets(experiment_id, bucket_count): gives an experiment the lowest free buckets of its layer.
--
-- Whoever calls it holds the lock of configuration_instant(), so two callers cannot pick the same buckets;
-- if that were ever untrue the exclusion constraint would still refuse the second.

create or replace function splitplot.allocate_buckets(experiment_id integer, bucket_count integer)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  owner splitplot.experiment;
  free_range int4range;
  free_count bigint;
  taken_count integer;
  missing_count integer := bucket_count;
begin
  select e.* into strict owner
  from splitplot.experiment e
  where e.experiment_id = allocate_buckets.experiment_id;

  select coalesce(sum(upper(f.r) - lower(f.r)), 0) into free_count
  from unnest(splitplot.free_buckets(owner.layer_id, instant)) as f(r);
  if free_count < bucket_count then
    perform splitplot.refuse('409', 'not_enough_traffic', 'traffic',
      format('experiment %s asks for %s buckets of layer %s, but only %s of 1,000,000 are free', owner.key,
             bucket_count, (select l.key from splitplot.layer l where l.layer_id = owner.layer_id), free_count),
      'lower its traffic, stop another experiment of the layer, or use another layer');
  end if;

  for free_range in
    select f.r from unnest(splitplot.free_buckets(owner.layer_id, instant)) as f(r) order by lower(f.r)
  loop
    exit when missing_count = 0;
    taken_count := least(missing_count, upper(free_range) - lower(free_range));
    insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
    values (owner.layer_id, int4range(lower(free_range), lower(free_range) + taken_count),
            'experiment', owner.experiment_id, tstzrange(instant, null));
    missing_count := missing_count - taken_count;
  end loop;
end
$$;

comment on function splitplot.allocate_buckets(integer, integer) is
  'Stores allocations of the experiment from the configuration instant on; SP409 when too few buckets are free.';
