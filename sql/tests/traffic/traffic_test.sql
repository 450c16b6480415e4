-- The tree of traffic shows who owned what at any instant, and what was free.

begin;
select plan(29);
\ir ../fixtures.sql

-- make_nested_layer(key, domain, parameters): a layer of a domain that is not the root.
create function pg_temp.make_nested_layer(key text, domain text, parameters text[] default '{}')
  returns void
  language sql
as $$
  with made as (
    insert into splitplot.layer (domain_id, unit_type_id, key)
    select d.domain_id, d.unit_type_id, make_nested_layer.key from splitplot.domain d where d.key = domain
    returning *
  )
  insert into splitplot.layer_parameter (domain_id, name, layer_id)
  select made.domain_id, p.name, made.layer_id from made, unnest(parameters) as p(name)
$$;

-- seen(name): the instant of a change, and the tree as it was right after it.
create temporary table seen (name text primary key, at timestamptz, tree jsonb);
create function pg_temp.see(name text)
  returns void
  language plpgsql
as $$
declare
  at timestamptz := splitplot.configuration_instant();
begin
  insert into seen values (name, at, splitplot.traffic(at));
  perform pg_temp.next_transaction();
end
$$;

-- ranges(name, layer): the ranges of a layer in one line.
create function pg_temp.ranges(name text, layer text)
  returns text
  language sql
as $$
  select string_agg(
    concat_ws(' ', (r ->> 'from')::integer / 1000 || '-' || (r ->> 'to')::integer / 1000, r ->> 'owner', r ->> 'key', r ->> 'state'),
    ', ' order by (r ->> 'from')::integer)
  from seen s
  cross join lateral jsonb_path_query(s.tree, 'strict $.** ? (@.layer == $layer).ranges[*]', jsonb_build_object('layer', layer)) r
  where s.name = ranges.name
$$;

select pg_temp.see('nothing');
select pg_temp.make_layer('page', '{button,colour}');
select pg_temp.make_layer('menu', '{size}');
select pg_temp.make_draft('first', 'page', 100000);
select pg_temp.make_draft('second', 'page', 50000);
select pg_temp.see('layers');
select splitplot.start_experiment('first');
select pg_temp.see('first');
select splitplot.create_domain('inner', 'page', 300000);
select pg_temp.make_nested_layer('inner-page', 'inner', '{font}');
select splitplot.create_holdout('quiet', 'menu', 50000);
select splitplot.create_shared_control('common', 'inner-page', 200000);
insert into splitplot.experiment (key, unit_type_id, layer_id, method, shared_control_id)
select e.key, 1, l.layer_id, '{"kind": "fixed"}', c.shared_control_id
from (values ('nested-a'), ('nested-b')) as e(key), splitplot.layer l, splitplot.shared_control c
where l.key = 'inner-page' and c.key = 'common';
insert into splitplot.variant (experiment_id, key, position, is_control)
select e.experiment_id, 'v' || n, n, n = 1 from splitplot.experiment e, generate_series(1, 2) n where e.key like 'nested-_';
insert into splitplot.phase (experiment_id, number, traffic_ppm)
select e.experiment_id, 1, 250000 from splitplot.experiment e where e.key like 'nested-_';
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
select p.phase_id, v.variant_id, v.experiment_id, 500000
from splitplot.variant v
join splitplot.experiment e using (experiment_id)
join splitplot.phase p using (experiment_id)
where e.key like 'nested-_';
select splitplot.start_experiment('nested-a'), splitplot.start_experiment('nested-b');
select splitplot.create_domain('innermost', 'inner-page', 100000);
select pg_temp.make_nested_layer('deep', 'innermost', '{weight}');
select pg_temp.see('nested');
select splitplot.change_experiment('first', '{"traffic_ppm": 40000}');
select pg_temp.see('lowered');
select splitplot.pause_experiment('nested-a', 'control');
select pg_temp.see('paused');
select splitplot.start_experiment('second');
select pg_temp.see('second');
select splitplot.change_experiment('first', '{"traffic_ppm": 150000}');
select pg_temp.see('raised');
select splitplot.stop_experiment('second'), splitplot.stop_experiment('nested-b');
select splitplot.release_buckets('holdout', 'quiet');
select splitplot.release_buckets('domain', 'innermost');
select pg_temp.see('stopped');
select splitplot.conclude_experiment('second', 'ship', 'v2', 300000, reason => 'better');
select pg_temp.see('launched');
select splitplot.create_domain('split', 'page', 230000);
select pg_temp.make_nested_layer('split-page', 'split');
select pg_temp.see('split');

-- The tree.
select is((select string_agg(u ->> 'unit_type' || ' ' || (u ->> 'domain') || ' ' || jsonb_array_length(u -> 'layers'), ', ')
           from seen s, jsonb_array_elements(s.tree -> 'unit_types') u where s.name = 'layers'),
          'device root 0, session root 0, user root 2', 'unit types stand side by side, each with its root');
select is((select array_agg(l ->> 'layer' || ' ' || (l -> 'parameters')::text || ' ' || (l ->> 'free'))
           from seen s, jsonb_path_query(s.tree, '$.unit_types[2].layers[*]') l where s.name = 'layers'),
          '{"menu [\"size\"] 1","page [\"button\", \"colour\"] 1"}', 'layers have their parameters and are free');
select is(pg_temp.ranges('layers', 'page'), '0-1000', 'which is a range without an owner');
select is(pg_temp.ranges('first', 'page'), '0-100 experiment first open, 100-1000', 'an experiment owns its range');
select is(pg_temp.ranges('nested', 'page'), '0-100 experiment first open, 100-400 domain inner, 400-1000',
          'and so does a domain');
select is(pg_temp.ranges('nested', 'menu'), '0-50 holdout quiet, 50-1000', 'and a holdout');
select is(pg_temp.ranges('nested', 'inner-page'),
          '0-200 shared_control common, 200-450 experiment nested-a open, 450-700 experiment nested-b open, '
          '700-800 domain innermost, 800-1000', 'a nested layer has ranges of its own');
select is((select jsonb_path_query_array(tree, '$.unit_types[2].layers[*].ranges[*].layers[*].ranges[*].layers[*].layer')
           from seen where name = 'nested'), '["deep"]', 'and domains in them, at any depth');
select is((select jsonb_path_query_array(tree, 'strict $.** ? (@.key == "common").used_by') from seen where name = 'nested'),
          '[["nested-a", "nested-b"]]', 'a shared control knows who uses it');
select is(pg_temp.ranges('lowered', 'page'),
          '0-40 experiment first open, 40-100 experiment first closed, 100-400 domain inner, 400-1000',
          'traffic that was given up is closed and stays its owner''s');
select is(pg_temp.ranges('paused', 'inner-page'),
          '0-200 shared_control common, 200-450 experiment nested-a paused, 450-700 experiment nested-b open, '
          '700-800 domain innermost, 800-1000', 'so is that of a paused experiment');
select is(pg_temp.ranges('second', 'page'),
          '0-40 experiment first open, 40-100 experiment first closed, 100-400 domain inner, '
          '400-450 experiment second open, 450-1000', 'nobody else gets it');
select is(pg_temp.ranges('raised', 'page'),
          '0-100 experiment first open, 100-400 domain inner, 400-450 experiment second open, '
          '450-500 experiment first open, 500-1000', 'an owner may have ranges here and there');
select is(pg_temp.ranges('stopped', 'page'),
          '0-100 experiment first open, 100-400 domain inner, 400-450, 450-500 experiment first open, 500-1000',
          'what ended is free');
select is(pg_temp.ranges('stopped', 'menu'), '0-1000', 'a holdout too');
select is(pg_temp.ranges('stopped', 'inner-page'),
          '0-200 shared_control common, 200-450 experiment nested-a paused, 450-1000', 'and a domain');
select is(pg_temp.ranges('stopped', 'deep'), null, 'whose layers have no units any more');
select is((select jsonb_path_query_array(tree, 'strict $.** ? (@.key == "common").used_by') from seen where name = 'stopped'),
          '[["nested-a"]]', 'who stopped uses no shared control');
select is((select array_agg(r ->> 'state' || ' ' || (r ->> 'share')) from seen s
           cross join lateral jsonb_path_query(s.tree, 'strict $.** ? (@.key == "second")') r where s.name = 'launched'),
          '{"launched 0.3"}', 'a launch owns a range and says so');

select is(pg_temp.ranges('split', 'page'),
          '0-100 experiment first open, 100-400 domain inner, 400-430 domain split, 430-450, 450-500 experiment first open, '
          '500-800 experiment second launched, 800-1000 domain split', 'a domain may have ranges here and there too');
select is((select jsonb_path_query_array(tree, 'strict $.** ? (@.layer == "split-page").ranges[*].from') from seen
           where name = 'split'), '[0]', 'its layers are shown once');

-- Sums.
select is((select count(*) from (
             select s.name, l ->> 'layer', min((r ->> 'from')::integer), max((r ->> 'to')::integer), sum((r ->> 'share')::numeric),
               sum((r ->> 'share')::numeric) filter (where r ->> 'owner' is null) as free, (l ->> 'free')::numeric as said
             from seen s
             cross join lateral jsonb_path_query(s.tree, 'strict $.** ? (exists (@.ranges))') l
             cross join lateral jsonb_array_elements(l -> 'ranges') r
             group by s.name, l ->> 'layer', l ->> 'free') x
           where (x.min, x.max, x.sum) <> (0, 1000000, 1) or coalesce(x.free, 0) <> x.said), 0::bigint,
          'the ranges of each layer are the whole of it at each instant, and those that are free sum to what is said');

-- The past.
select is((select jsonb_path_query_array(tree, 'strict $.**.layer') from seen where name = 'nothing'), '[]',
          'before there was a layer there was none');
select is((select count(*) from seen where tree - 'as_of' <> splitplot.traffic(at) - 'as_of' and name <> 'nothing'),
          0::bigint, 'the tree of an instant is the same whenever it is asked for');
select is((select splitplot.traffic(l.at - interval '1 microsecond') - 'as_of' = b.tree - 'as_of'
           from seen l, seen b where l.name = 'lowered' and b.name = 'nested'), true,
          'a moment before a change it was as after the one before');
select is((select r ->> 'since' from seen s, jsonb_path_query(s.tree, 'strict $.** ? (@.key == "inner")') r where s.name = 'launched')
            ::timestamptz, (select at from seen where name = 'nested'), 'a range says since when it has its owner');
select is((splitplot.traffic('infinity') - 'as_of') = (select tree - 'as_of' from seen where name = 'split'), true,
          'until something changes it will be as it is');

-- Roles.
select is(pg_temp.outcome('select splitplot.traffic()', role), 'done', role || ' may ask')
from unnest('{splitplot_api,splitplot_analyst}'::text[]) role;

select * from finish();
rollback;
