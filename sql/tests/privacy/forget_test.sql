-- A person who is forgotten stands nowhere in the primary any more; what is left has names that nobody can compute, and
-- fits together as before.

begin;
select plan(30);
\ir ../fixtures.sql
select pg_temp.make_layer('ui');
select pg_temp.make_draft('green', 'ui');
select splitplot.start_experiment('green');
select pg_temp.next_transaction();
select splitplot.force_variant('green', 'needle-forced', 'v2');
select pg_temp.next_transaction();

-- found(text): the tables in which it stands, but for those that remember a forgetting that is not done.
create function pg_temp.found(needle text)
  returns setof text language plpgsql
as $$
declare
  relation regclass;
  is_there boolean;
begin
  for relation in
    select c.oid from pg_class c
    where c.relnamespace = 'splitplot'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'forgetting%'
  loop
    execute format('select exists (select from %s r where strpos(r::text, %L) > 0)', relation, needle) into is_there;
    if is_there then
      return next relation::text;
    end if;
  end loop;
end
$$;

create function pg_temp.did(units jsonb, name text, more jsonb default '{}')
  returns jsonb language sql volatile
as $$
  select jsonb_build_object('id', gen_random_uuid(), 'units', units, 'name', name, 'occurred_at', clock_timestamp()) || more
$$;

select splitplot.record_exposures(pg_temp.batch(
  pg_temp.exposure('green', 'needle-anonymous',
    '{"unit": {"user": "needle-anonymous", "session": "needle-s1"}, "attributes": {"name": "needle"}}'),
  pg_temp.exposure('green', 'other', '{"unit": {"user": "other", "session": "s2"}, "attributes": {"name": "o"}}')));
select splitplot.link_identity('user', 'needle-anonymous', 'needle', 'needle-s1');
select splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', 'needle')));
select splitplot.record_events(pg_temp.batch(
  pg_temp.did('{"user": "needle", "session": "needle-s3"}', 'order',
    '{"order_key": "needle-o1", "amount_minor": 500, "currency": "EUR", "lines": [{"sku": "needle"}], "properties": {"a": "needle"}}'),
  pg_temp.did('{"user": "needle"}', 'cancellation', '{"order_key": "needle-o1"}'),
  pg_temp.did('{"session": "needle-s3"}', 'page_view', '{"properties": {"path": "/needle"}}'),
  pg_temp.did('{"user": "other", "session": "needle-s3"}', 'page_view', '{"properties": {"path": "/"}}')));
insert into splitplot.refused_fact (fact, code, detail, item)
values ('event', 'x', 'x', '{"units": {"user": "needle"}}'), ('exposure', 'x', 'x', '{"unit": {"user": "other"}}');
select splitplot.force_variant('green', 'needle-anonymous', 'v2');

select set_eq($$select * from pg_temp.found('needle-')$$,
  $$values ('splitplot.exposure'), ('splitplot.event'), ('splitplot.first_assignment'), ('splitplot.session'),
    ('splitplot.session_variant'), ('splitplot.identity_link'), ('splitplot.forced_variant'), ('splitplot.audit_log')$$,
  'the person stands in many tables');

-- What is exported.
create table pg_temp.exported as select splitplot.export_unit('user', 'needle') as d;
select set_eq($$select jsonb_array_elements_text(d -> 'units') from pg_temp.exported$$,
  $$values ('needle'), ('needle-anonymous')$$, 'a person is exported with all units that are linked');
select is(
  (select string_agg(k.key || ' ' || jsonb_array_length(d -> k.key), ', ' order by k.key)
   from pg_temp.exported, jsonb_object_keys(d) k(key) where jsonb_typeof(d -> k.key) = 'array'),
  'events 3, exposures 2, first_assignments 1, forced_variants 1, forgotten 0, identity_links 2, refused_facts 1, '
  'session_ids 2, session_variants 1, sessions 1, units 2',
  'and with all that is stored');
select is((select jsonb_agg(e) from pg_temp.exported, jsonb_array_elements(d -> 'events') e where e::text ~ 'other'), null,
  'and nothing of anybody else');

-- The first step.
select f.forgetting_id from splitplot.begin_forgetting('user', 'needle', 'tester') f \gset
select is((select forgetting_id from splitplot.begin_forgetting('user', 'needle-anonymous', 'tester')), :forgetting_id::bigint,
  'a forgetting that is not done is taken up by any of the units');
select ok(splitplot.is_forgotten('user', u, clock_timestamp() - interval '1 minute'), u || ' is forgotten')
from unnest('{needle,needle-anonymous}'::text[]) u;
select ok(splitplot.is_forgotten('session', 'needle-s3', clock_timestamp() - interval '1 minute'), 'and so is a session');
select ok(not splitplot.is_forgotten('user', 'needle', clock_timestamp()), 'but not what is received later');
select ok(not splitplot.is_forgotten('user', 'other', '-infinity'), 'nor anybody else');
select ok(not splitplot.is_forgotten('device', 'needle', '-infinity'), 'nor a unit of another type');

-- The second, until nothing is left. Somebody else has written into the audit log, and is not waited for.
create extension dblink schema public;
select dblink_connect('writer', format('host=%s port=%s dbname=%s', current_setting('unix_socket_directories'),
                                       current_setting('port'), current_database()));
select dblink_exec('writer', 'begin');
select dblink_exec('writer',
  'insert into splitplot.api_key (name, role, key_hash) values (''another'', ''client'', sha256(''another''))');
select ok((select changed from splitplot.forget_facts(:forgetting_id)) > 0, 'things are renamed');
select dblink_disconnect('writer');
select throws_like('update splitplot.audit_log set reason = null', '%cannot be changed%',
  'and afterwards the audit log is guarded again');
select is((select changed from splitplot.forget_facts(:forgetting_id)), 0, 'and then nothing is left');
select lives_ok('set constraints all immediate', 'exposures still fit their first assignments and sessions');
select is_empty($$select * from pg_temp.found('needle-anon')$$, 'no table names the device');
select set_eq($$select * from pg_temp.found('needle-')$$,
  $$values ('splitplot.forced_variant'), ('splitplot.audit_log')$$, 'what is left is another unit that is forced');
select is((select count(*) from splitplot.exposure where unit_id like 'forgotten-%'), 2::bigint, 'exposures are kept');
select is((select attributes from splitplot.exposure where unit_id = 'other'), '{"name": "o"}', 'those of others untouched');
select is(
  (select count(distinct order_key) filter (where order_key like 'forgotten-%') from splitplot.event), 1::bigint,
  'an order and its cancellation have one new key');
select is((select properties from splitplot.event where units ->> 'user' = 'other'), '{"path": "/"}',
  'what another person did in the session keeps its properties');
select is(
  (select count(distinct e.units ->> 'session') from splitplot.event e where e.units ? 'session'), 1::bigint,
  'and the session has one new name');

-- A fact that a slow transaction stored under the old name.
insert into splitplot.event (id, units, name, occurred_at, received_at)
select gen_random_uuid(), '{"user": "needle"}', 'page_view', f.forgotten_at, f.forgotten_at
from splitplot.forgetting f;
select ok((select changed from splitplot.forget_facts(:forgetting_id)) > 0, 'what comes too late is found');
select is_empty($$select from splitplot.event where units ->> 'user' = 'needle'$$, 'and renamed');

-- A fact that waited in a server meanwhile.
select is(
  (select rejected #>> '{0,code}' from splitplot.record_events(pg_temp.batch(pg_temp.did('{"user": "needle"}', 'page_view',
     jsonb_build_object('received_at', (select began_at from splitplot.forgetting)))))),
  'unit_forgotten', 'a fact that was received before is refused when it comes late');
select is(splitplot.keep_refused('event', '[{"code": "unit_forgotten", "item": {"units": {"user": "needle"}}}]'), 0,
  'and not put aside');

-- The last step.
select is(
  (select count(*) from splitplot.forgetting_name), (select count(*) from jsonb_array_elements(
    splitplot.forgetting_names(:forgetting_id) -> 'names')), 'the warehouse is told all names');
select is(splitplot.finish_forgetting(:forgetting_id, '{"event": 9}') #>> '{primary,exposure}', '2', 'what was done is counted');
select is_empty('select from splitplot.forgetting_name', 'and the names are gone');
select is(
  (select string_agg(concat_ws(' ', f ->> 'actor', f ->> 'is_done'), ',')
   from jsonb_array_elements(splitplot.export_unit('user', 'needle') -> 'forgotten') f),
  'tester true', 'who knows the id can ask whether it was forgotten');

select * from finish();
rollback;
