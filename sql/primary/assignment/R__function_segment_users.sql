-- segment_users(segment_key): the experiments that are not archived whose newest phase uses a segment.

create or replace function splitplot.segment_users(segment_key text)
  returns table (experiment text, phase integer, valid tstzrange, targeting jsonb)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select e.key, p.number, p.valid, p.targeting
  from splitplot.experiment e
  cross join lateral (
    select ph.number, ph.valid, ph.targeting
    from splitplot.phase ph
    where ph.experiment_id = e.experiment_id
    order by ph.number desc
    limit 1) p
  where e.archived_at is null
    and p.targeting::text like '%$segment%'
    and exists (
      select
      from splitplot.targeting_leaves(p.targeting, '') l
      where l.name = '$segment' and l.operand #>> '{}' = segment_key)
  order by e.key
$$;

comment on function splitplot.segment_users(text) is
  'One row for each such experiment: its newest phase, when that is in force (empty: not yet) and its targeting.';

grant execute on function splitplot.segment_users(text) to splitplot_api, splitplot_analyst;
