-- Buckets: each experiment gets free ones, none gets another's, and a stop gives them back.

begin;
select plan(13);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_layer('search', '{ranking}');
select pg_temp.make_draft('first', 'checkout', 200000);
select pg_temp.make_draft('second', 'checkout', 300000);
select pg_temp.make_draft('third', 'checkout', 600000);
select pg_temp.make_draft('none', 'checkout', 0);
select pg_temp.make_draft('elsewhere', 'search', 1000000);
select pg_temp.make_draft('external', null);

create view pg_temp.owned as
select e.key, a.buckets
from splitplot.allocation a
join splitplot.experiment e using (experiment_id)
where upper_inf(a.valid);

select splitplot.start_experiment('first');
select splitplot.start_experiment('second');
select results_eq(
  'select * from pg_temp.owned order by buckets',
  $$values ('first', int4range(0, 200000)), ('second', int4range(200000, 500000))$$,
  'experiments of a layer get the lowest free buckets, one after the other');

select is(pg_temp.outcome($$select splitplot.start_experiment('third')$$), 'SP409 not_enough_traffic traffic',
          'an experiment that wants more than is free is refused');
select throws_like(
  $$select splitplot.start_experiment('third')$$,
  '600000 buckets of layer checkout are asked for, but only 500000 of 1,000,000 are free',
  'and told how much is free');
select is((select state from splitplot.experiment where key = 'third'), 'draft', 'it stays a draft');
select is((select count(*) from pg_temp.owned where key = 'third'), 0::bigint, 'and gets nothing');

select splitplot.start_experiment('elsewhere');
select results_eq(
  $$select buckets from pg_temp.owned where key = 'elsewhere'$$, $$values (int4range(0, 1000000))$$,
  'another layer has buckets of its own');

select splitplot.start_experiment('none');
select is((select count(*) from pg_temp.owned where key = 'none'), 0::bigint, 'no traffic, no buckets');

select splitplot.start_experiment('external');
select is((select count(*) from pg_temp.owned where key = 'external'), 0::bigint,
          'an experiment that is assigned elsewhere owns no buckets');

select pg_temp.next_transaction();
select splitplot.stop_experiment('first');
select is(splitplot.free_buckets(layer_id, splitplot.configuration_instant()), '{[0,200000),[500000,1000000)}',
          'a stop frees the buckets from its instant on')
from splitplot.layer where key = 'checkout';
select is(splitplot.free_buckets(layer_id, splitplot.configuration_instant() - interval '1 microsecond'),
          '{[500000,1000000)}', 'and not earlier')
from splitplot.layer where key = 'checkout';

select splitplot.start_experiment('third');
select results_eq(
  $$select buckets from pg_temp.owned where key = 'third' order by buckets$$,
  $$values (int4range(0, 100000)), (int4range(500000, 1000000))$$,
  'buckets that nobody ever had come before those that were given back');
select is((select sum(upper(buckets) - lower(buckets)) from pg_temp.owned where key = 'third'), 600000::bigint,
          'together they are what was asked for');

-- What was given back the longest ago is given away first.
select pg_temp.next_transaction();
select splitplot.stop_experiment('second');
select pg_temp.next_transaction();
select splitplot.stop_experiment('third');
select pg_temp.make_draft('fourth', 'checkout', 350000);
select splitplot.start_experiment('fourth');
select results_eq(
  $$select buckets from pg_temp.owned where key = 'fourth' order by buckets$$,
  $$values (int4range(100000, 200000)), (int4range(200000, 450000))$$,
  'of those given back, those that lie idle the longest come first, and the last ones are left');

select * from finish();
rollback;
