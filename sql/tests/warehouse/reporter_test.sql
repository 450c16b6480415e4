-- Who may see sums sees no unit: a reporter gets every report, now and as of the past, and no id, session, attribute
-- or property by any table, view or function.

begin;
select plan(12);
\ir fixtures.sql
select pg_temp.make_experiment('green');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy');
select pg_temp.make_metric('green', 'sales', 'revenue', 'order', net => true);

insert into splitplot.exposure
  (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'needle unit ' || v.key || n,
  'needle session', '{"needle": "attribute"}', pg_temp.hour(0), now()
from splitplot.experiment e
join splitplot.variant v using (experiment_id)
cross join generate_series(1, 3) n
where e.key = 'green';
insert into splitplot.event (id, units, name, value, order_key, amount_minor, currency, properties, occurred_at, received_at)
select gen_random_uuid(), jsonb_build_object('user', x.unit_id, 'session', 'needle session'), e.name, e.value,
  e.order_key, e.amount, e.currency, '{"needle": "property"}', pg_temp.hour(1), now()
from fact.exposure x
cross join (values
  ('buy', 5, null, null::bigint, null), ('order', null, 'needle order', 700, 'EUR'))
  as e(name, value, order_key, amount, currency);
select pg_temp.advance() as seen \gset
select pg_temp.happen('needle unit control1', 'buy', value => 7);
select pg_temp.advance();

-- What the reporter has found: each readable relation and each callable function that it can make sense of.
create table pg_temp.found (what text, content text);
grant insert on pg_temp.found to splitplot_reporter;
create table pg_temp.readable as
select c.oid::regclass::text as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('splitplot', 'fact', 'etl', 'rollup', 'report', 'flyway')
  and c.relkind in ('r', 'p', 'v', 'm')
  and has_schema_privilege('splitplot_reporter', n.oid, 'usage')
  and has_table_privilege('splitplot_reporter', c.oid, 'select');
grant select on pg_temp.readable to splitplot_reporter;

-- The whole session is the reporter's from here on, as after a log-in.
create role splitplot_reporter_of_this_test login in role splitplot_reporter;
set session authorization splitplot_reporter_of_this_test;

do $$
declare
  relation text;
begin
  for relation in select name from pg_temp.readable loop
    execute format('insert into pg_temp.found select %L, r::text from %s r', relation, relation);
  end loop;
end
$$;
insert into pg_temp.found select 'report.document', report.document('green')::text;
insert into pg_temp.found select 'report.document as of', report.document('green', :'seen')::text;
insert into pg_temp.found select 'report.experiment', e::text from report.experiment('green') e;
insert into pg_temp.found select 'report.traffic', t::text from report.traffic('green') t;
insert into pg_temp.found select 'report.ramp_evidence', report.ramp_evidence('green', '{spend,sales}')::text;
insert into pg_temp.found
select 'rollup.moments_at', m::text from etl.batch b cross join lateral rollup.moments_at(1, b) m;
insert into pg_temp.found
select 'rollup.traffic_at', t::text from etl.batch b cross join lateral rollup.traffic_at(1, b) t;
insert into pg_temp.found
select 'rollup.unit_values_at', v::text from etl.batch b cross join lateral rollup.unit_values_at(1, 1, b) v;
insert into pg_temp.found select 'pg_stats', s::text from pg_stats s where s.schemaname !~ '^(pg_|information)';

create function pg_temp.may(statement text)
  returns text
  language plpgsql
as $$
begin
  execute statement;
  return 'done';
exception
  when others then return sqlstate;
end
$$;

create table pg_temp.asked as
select statement, pg_temp.may(statement) as answer
from (values
  ('select unit_id from fact.exposure'),
  ('select properties from fact.event'),
  ('select unit_id from rollup.unit'),
  ('select * from report.assignment_differences(''green'')'),
  ('select * from rollup.unit_metrics_of(1, (select b from etl.batch b limit 1))'),
  ('select targeting from splitplot.phase')) as a(statement);
-- A batch that nobody made, with the watermark of a single fact.
create table pg_temp.made_up as
select (select count(*) from rollup.traffic_at(1, m.batch)) + (select count(*) from rollup.unit_values_at(1, 1, m.batch)) as rows
from (
  select jsonb_populate_record(
    (select b from etl.batch b order by b.batch_id desc limit 1), '{"batch_id": -1, "feed_exposure_to": 1}') as batch) m;
reset session authorization;

select is(answer, '42501', 'a reporter may not ' || statement) from pg_temp.asked;
select is((select rows from pg_temp.made_up), 0::bigint, 'nor give a watermark of its own');
select is_empty(
  'select * from pg_temp.found where content ~ ''needle''',
  'nothing that it reads names a unit, a session, an order, an attribute or a property');
select set_has(
  'select what from pg_temp.found',
  $$values ('report.document'), ('report.document as of'), ('report.experiment'), ('report.traffic'),
      ('report.ramp_evidence'), ('rollup.moments_at'), ('rollup.traffic_at'), ('rollup.unit_values_at'),
      ('rollup.moments'), ('rollup.traffic')$$,
  'and it has got all the reports and sums');
select is(
  (select content::jsonb - 'as_of' from pg_temp.found where what = 'report.document'),
  report.document('green') - 'as_of', 'which are those that everybody gets');
select ok(
  (select content::jsonb ->> 'data_as_of' from pg_temp.found where what = 'report.document as of')
    < (select content::jsonb ->> 'data_as_of' from pg_temp.found where what = 'report.document'),
  'as of the past, too');
select isnt_empty('select from fact.exposure where unit_id ~ ''needle''', 'and the needle is there');

select * from finish();
rollback;
