-- What the primary offers to the feed: a heartbeat, the state of slots, and a publication that may leave columns out.

begin;
select plan(12);

select splitplot.beat('a'), splitplot.beat('b');
select is((select count(*) from splitplot.feed_heartbeat), 2::bigint, 'each writer has a row');
update splitplot.feed_heartbeat set beat_at = beat_at - interval '2 days';
select splitplot.beat('b');
select results_eq($$select writer, beat_at > now() - interval '1 minute' from splitplot.feed_heartbeat$$,
                  $$values ('b', true)$$, 'which is updated; that of a writer long silent is gone');
select throws_ok($$select splitplot.beat('')$$, '23514', null, 'a writer has a name');
select is((select count(*) from pg_publication_tables p where p.tablename = 'feed_heartbeat'), 1::bigint,
          'the heartbeat is published');

select lives_ok('select * from splitplot.slot_state', 'the state of slots can be asked');

-- left_out(): columns of facts that are not published.
create function pg_temp.left_out()
  returns setof text language sql
as $$
  select format('%s.%s', r.relname, a.attname)
  from pg_class r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_publication_tables p on p.pubname = 'splitplot_warehouse' and p.schemaname = 'splitplot'
    and p.tablename = r.relname and a.attname = any (p.attnames)
  where r.oid in ('splitplot.exposure'::regclass, 'splitplot.event'::regclass) and p.tablename is null
$$;

select is_empty('select pg_temp.left_out()', 'all columns of facts are published');
select splitplot.publish_facts_without('{exposure.attributes,event.properties}');
select set_eq('select pg_temp.left_out()', $$values ('exposure.attributes'), ('event.properties')$$,
              'but those that are left out');
select splitplot.publish_facts_without('{event.lines}');
select set_eq('select pg_temp.left_out()', $$values ('event.lines')$$, 'the newest call counts');
select throws_ok(
  $$select splitplot.publish_facts_without('{exposure.unit_id,event.lines}')$$, '22023',
  'the warehouse needs exposure.unit_id', 'a column that numbers are made of is not left out');
select set_eq('select pg_temp.left_out()', $$values ('event.lines')$$, 'and nothing is changed then');
select splitplot.publish_facts_without('{}');
select is_empty('select pg_temp.left_out()', 'they are published again');
select ok((select pubviaroot from pg_publication where pubname = 'splitplot_warehouse'),
          'as tables, not as their partitions');

select * from finish();
rollback;
