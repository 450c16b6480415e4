-- last_use_of_buckets(layer_id): all buckets of a layer by when their last owner gave them back.

create or replace function splitplot.last_use_of_buckets(
  layer_id integer, out buckets int4multirange, out given_back_at timestamptz)
  returns setof record
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  rest int4multirange := '{[0,1000000)}';
  used int4multirange;
begin
  for used, given_back_at in
    select range_agg(a.buckets), upper(a.valid)
    from splitplot.allocation a
    where a.layer_id = last_use_of_buckets.layer_id
    group by upper(a.valid)
    order by upper(a.valid) desc nulls first
  loop
    buckets := rest * used;
    rest := rest - used;
    if not isempty(buckets) then
      return next;
    end if;
  end loop;
  buckets := rest;
  given_back_at := null;
  return next;
end
$$;

comment on function splitplot.last_use_of_buckets(integer) is
  'Disjoint buckets with the end of their last allocation; null: they have an owner without end, or never had one.';
