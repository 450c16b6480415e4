-- Forgetting a unit takes its names away and no number: every report, now, as of the past and after a rebuild, says what
-- it said before.

begin;
select plan(22);
\ir fixtures.sql
select pg_temp.make_experiment('green');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.make_metric('green', 'sales', 'revenue', 'order', net => true);
-- An experiment on sessions whose unit has the id of a user.
select pg_temp.make_experiment('blue');
update splitplot.experiment set unit_type_id = 2 where key = 'blue';
select pg_temp.make_metric('blue', 'views', 'count', 'view');

-- seen(experiment, unit, variant, session), did(units, name, ...): facts with all that a fact can carry.
create function pg_temp.seen(experiment text, unit text, variant text, session text default null)
  returns void language sql
as $$
  insert into splitplot.exposure
    (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at, received_at)
  select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, unit, session,
    jsonb_build_object('of', unit), pg_temp.hour(1), now()
  from splitplot.experiment e join splitplot.variant v using (experiment_id)
  where e.key = experiment and v.key = variant
$$;
create function pg_temp.did(
  units jsonb, name text, value numeric default null, order_key text default null, amount bigint default null,
  at_hour numeric default 2)
  returns void language sql
as $$
  insert into splitplot.event
    (id, units, name, value, order_key, amount_minor, currency, properties, lines, occurred_at, received_at)
  values (gen_random_uuid(), units, name, value, order_key, amount, case when amount is not null then 'EUR' end,
    jsonb_build_object('of', units - 'session'), jsonb_build_array(units - 'session'), pg_temp.hour(at_hour), now())
$$;

select pg_temp.seen('green', 'needle', 'control', 'needle-s1'), pg_temp.seen('green', 'needle', 'control', 'needle-s2'),
  pg_temp.seen('green', 'needle-device', 'green', 'needle-s1'), pg_temp.seen('green', 'b', 'green', 'needle-s2'),
  pg_temp.seen('green', 'c', 'control'), pg_temp.seen('green', 'd', 'green'),
  pg_temp.seen('blue', 'needle-s1', 'green'), pg_temp.seen('blue', 'needle', 'control'), pg_temp.seen('blue', 's3', 'control');
select pg_temp.did('{"user": "needle", "session": "needle-s1"}', 'buy', 5),
  pg_temp.did('{"user": "needle"}', 'visit', 3, at_hour => 0),
  pg_temp.did('{"user": "needle"}', 'order', null, 'needle-o1', 700), pg_temp.did('{"user": "b"}', 'order', null, 'o2', 300),
  pg_temp.did('{"user": "c"}', 'buy', 2), pg_temp.did('{"session": "needle-s1"}', 'view'),
  pg_temp.did('{"user": "b", "session": "needle-s2"}', 'buy', 1),
  pg_temp.did('{"user": "needle", "session": ""}', 'buy', 1), pg_temp.did('{"user": "b", "session": ""}', 'buy', 1);
select pg_temp.advance() as first_batch \gset
select pg_temp.did('{"user": "needle"}', 'return', null, 'needle-o1', 200),
  pg_temp.did('{"user": "needle-device"}', 'buy', 9), pg_temp.did('{"user": "d"}', 'buy', 4),
  pg_temp.seen('green', 'e', 'control'), pg_temp.seen('green', 'f', 'green');
select pg_temp.advance();

-- told(): every report, now and as of the first batch, without the instant of the question.
create function pg_temp.told(first_batch timestamptz)
  returns table (question text, answer jsonb) language sql
as $$
  select concat_ws(' ', e.key, t.as_of), report.document(e.key, t.as_of) - 'as_of'
  from splitplot.experiment e cross join (values (null::timestamptz), (first_batch)) t(as_of)
  union all
  select 'lines of ' || e.key, (select jsonb_agg(to_jsonb(l) - 'as_of') from report.experiment(e.key) l)
  from splitplot.experiment e
$$;
-- found(text): the tables in which it stands.
create function pg_temp.found(needle text)
  returns setof text language plpgsql
as $$
declare
  relation regclass;
  is_there boolean;
begin
  for relation in
    select c.oid from pg_class c
    where c.relnamespace = any ('{splitplot,fact,etl,rollup}'::regnamespace[]) and c.relkind in ('r', 'p') and not c.relispartition
  loop
    execute format('select exists (select from %s r where strpos(r::text, %L) > 0)', relation, needle) into is_there;
    if is_there then
      return next relation::text;
    end if;
  end loop;
end
$$;

create table pg_temp.before as select * from pg_temp.told(:'first_batch');
select set_eq($$select pg_temp.found('needle')$$,
  $$values ('fact.exposure'), ('fact.event'), ('rollup.unit'), ('etl.refused_row')$$,
  'the person stands in facts, in the rollups, and in what could not be stored');
select is(jsonb_array_length(fact.export_unit('user', '{needle}', '{}') -> 'refused_rows'), 1,
  'of which an export tells the person''s');

select now() as forgotten_at \gset
create table pg_temp.forgetting as
select jsonb_build_object('unit_type', 'user', 'forgotten_at', :'forgotten_at'::timestamptz, 'names', jsonb_build_array(
  '{"kind": "user", "name": "needle", "pseudonym": "forgotten-1"}'::jsonb,
  '{"kind": "user", "name": "needle-device", "pseudonym": "forgotten-2"}'::jsonb,
  '{"kind": "session", "name": "needle-s1", "pseudonym": "forgotten-3"}'::jsonb)) as names;
select is(fact.forget(names), '{"exposure": 5, "event": 8, "unit": 3, "external": 0, "dead_letter": 0}',
  'what is forgotten is counted')
from pg_temp.forgetting;

select results_eq(
  $$select unit_id from fact.exposure where unit_id ~ 'needle' or session_id ~ 'needle' or attributes::text ~ 'needle'$$,
  $$values ('needle' collate "C")$$, 'what is left of the name is a session that has the same id as the user');
select results_eq($$select content -> 'units' ->> 'user' from etl.refused_row$$, $$values ('b')$$,
  'nothing of the person waits to be stored');
select is_empty($$select * from fact.event e where e::text ~ 'needle'$$, 'no event names anything of the person');
select results_eq($$select unit_id from rollup.unit where unit_id ~ 'needle'$$, $$values ('needle' collate "C")$$,
  'nor a rollup');
select results_eq('select * from pg_temp.told(' || quote_literal(:'first_batch') || ') order by 1',
  'select * from pg_temp.before order by 1', 'every report says what it said');
select is_empty('select * from rollup.rebuild()', 'the rollups are what a rebuild makes of the facts');
select results_eq('select * from pg_temp.told(' || quote_literal(:'first_batch') || ') order by 1',
  'select * from pg_temp.before order by 1', 'and the reports are still the same');

select results_eq(
  $$select order_key like 'forgotten-%', count(*) from fact.event
    where unit_id = 'forgotten-1' and order_key is not null
    group by order_key$$,
  'values (true, 2::bigint)', 'an order and its return still have one key');
select is((select count(distinct session_id) from fact.exposure where unit_id = 'forgotten-1'), 2::bigint,
  'two sessions are still two');
select is(
  (select x.session_id from fact.exposure x where x.unit_id = 'b'),
  (select x.session_id from fact.exposure x where x.unit_id = 'forgotten-1' and x.session_id <> 'forgotten-3'),
  'a session that another person was in, too, has one new name for both');
select is((select attributes from fact.exposure where unit_id = 'b'), '{"of": "b"}',
  'and the other person''s attributes are kept');
select is((select count(*) from fact.event where properties is null and unit_id !~ 'forgotten'), 0::bigint,
  'so are the properties of others');
select is((select count(*) from fact.event where properties is not null and unit_id ~ 'forgotten'), 1::bigint,
  'though the session of both is renamed');
select is(fact.forget(names), '{"exposure": 0, "event": 0, "unit": 0, "external": 0, "dead_letter": 0}',
  'done again, there is nothing to do')
from pg_temp.forgetting;

-- A new unit of the old name.
update pg_temp.forgetting set names = names || jsonb_build_object('forgotten_at', now() - interval '1 second');
select pg_temp.seen('green', 'needle', 'green');
select pg_temp.advance();
select is((select sum(unit_count) from rollup.traffic where experiment_id = 1), 8::numeric, 'who comes back is a new unit');
select is(fact.forget(names) ->> 'exposure', '0', 'which an old forgetting leaves alone') from pg_temp.forgetting;
select is_empty('select * from rollup.rebuild()', 'and the rollups are right');

-- A new unit of the old name that was rolled up before the warehouse had forgotten the old one.
select pg_temp.seen('green', 'late', 'control');
select pg_temp.did('{"user": "late"}', 'buy', 3), pg_temp.did('{"user": "late"}', 'buy', 4, at_hour => 5);
update fact.exposure set received_at = received_at - interval '1 hour' where unit_id = 'late';
update fact.event set received_at = received_at - interval '1 hour' where unit_id = 'late';
select pg_temp.advance();
select pg_temp.seen('green', 'late', 'green');
select pg_temp.did('{"user": "late"}', 'buy', 6, at_hour => 5);
select pg_temp.advance();
select fact.forget(jsonb_build_object('unit_type', 'user', 'forgotten_at', now() - interval '30 minutes', 'names',
  '[{"kind": "user", "name": "late", "pseudonym": "forgotten-9"}]'::jsonb));
select results_eq(
  $$select u.unit_id, v.key from rollup.exposed_unit e join rollup.unit u using (unit_no) join splitplot.variant v using (variant_id)
    where u.unit_id in ('late', 'forgotten-9') order by 1$$,
  $$values ('forgotten-9' collate "C", 'control'), ('late', 'green')$$, 'it is told apart from the old one');
select is_empty('select * from rollup.rebuild()', 'and counted for itself');

select * from finish();
rollback;
