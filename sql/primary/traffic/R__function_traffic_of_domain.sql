-- traffic_of_domain(domain_id, as_of): the layers of a domain, with the domains that were nested in them.

create or replace function splitplot.traffic_of_domain(domain_id integer, as_of timestamptz)
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'layer', l.key,
      'parameters', array(
        select lp.name from splitplot.layer_parameter lp where lp.layer_id = l.layer_id order by lp.name),
      'free', ranges.free,
      'ranges', ranges.documents) order by l.key), '[]')
    from splitplot.layer l
    cross join lateral (
      select
        splitplot.share(coalesce(sum(o.width) filter (where o.owner_kind is null), 0)) as free,
        jsonb_agg(
          jsonb_build_object('from', lower(o.buckets), 'to', upper(o.buckets), 'share', splitplot.share(o.width),
                             'owner', o.owner_kind, 'key', o.key, 'since', o.since)
          || case when o.state is not null then jsonb_build_object('state', o.state) else '{}' end
          || case when o.shared_control_id is not null
               then jsonb_build_object('used_by', splitplot.users_of_shared_control(o.shared_control_id, as_of))
               else '{}' end
          || case when o.domain_id is not null and o.place = 1
               then jsonb_build_object('layers', splitplot.traffic_of_domain(o.domain_id, as_of))
               else '{}' end
          order by o.buckets) as documents
      from (
        select
          r.*, upper(r.buckets) - lower(r.buckets) as width,
          row_number() over (partition by r.owner_kind, r.key order by r.buckets) as place
        from splitplot.layer_ranges(l.layer_id, as_of) r) o
    ) ranges
    where l.domain_id = traffic_of_domain.domain_id and l.created_at <= as_of);
end
$$;

comment on function splitplot.traffic_of_domain(integer, timestamptz) is
  'Array of the layers that a domain had at an instant; see traffic for their form.';

grant execute on function splitplot.traffic_of_domain(integer, timestamptz) to splitplot_api, splitplot_analyst;
