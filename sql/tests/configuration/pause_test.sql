-- A pause admits nobody, shows what was chosen, and a resume goes on as before.

begin;
select plan(24);
\ir ../fixtures.sql

select pg_temp.make_layer('page');
select pg_temp.make_draft('green', 'page', 400000, '{300000,700000}', '{"country": "DE"}');
select pg_temp.next_transaction();
select splitplot.start_experiment('green');
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"variants": [{"key": "v1", "weight_ppm": 500000},
  {"key": "v2", "weight_ppm": 500000}], "salt": "new"}');

-- Units that are in the traffic, those that were exposed, and what they get now.
create temporary table unit as
select 'u' || n as unit_id, a.variant
from generate_series(1, 300) n
cross join lateral splitplot.assign('user', 'u' || n, '{"country": "DE"}', clock_timestamp()) a
where a.reason = 'split';
select record.rejected, record.accepted
from splitplot.record_exposures((
  select jsonb_agg(pg_temp.exposure('green', unit_id, jsonb_build_object('index', place, 'attributes', '{"country": "DE"}'::jsonb)))
  from (select unit_id, row_number() over () - 1 as place from unit order by unit_id limit 50) u)) record \gset
create temporary table exposed as select unit_id, variant_id from splitplot.first_assignment;

create function pg_temp.given(units text)
  returns table (variant text, reason text)
  language plpgsql
as $$
begin
  return query execute format(
    'select distinct a.variant, a.reason from %I u
     cross join lateral splitplot.assign(''user'', u.unit_id, ''{"country": "DE"}'', clock_timestamp()) a order by 1, 2', units);
end
$$;

select is((select count(*) from exposed), 50::bigint, 'units were exposed');
select pg_temp.next_transaction();

-- Shows the control.
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', 'nothing')$$, 'splitplot_api'),
          'SP422 unknown_value show', 'a pause shows control or variant');
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', null)$$), 'SP422 unknown_value show', 'one of them');
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', 'control', 3, 'orders fell')$$, 'splitplot_api'),
          'done', 'the API''s role can pause');
select results_eq(
  $$select e.state, e.version, p.mode, p.traffic_ppm, p.targeting, p.salt is null
    from splitplot.experiment e cross join lateral splitplot.phase_in_force(e.experiment_id) p$$,
  $$values ('paused', 4, 'paused_control', 0, '{"country": "DE"}'::jsonb, false)$$,
  'its phase is one of no traffic, with the targeting and salt of before');
select results_eq($$select * from pg_temp.given('unit')$$, $$values ('v1', 'not_running')$$,
                  'all of its traffic sees the control, those that were exposed too');
select is((select distinct a.reason from unit u
           cross join lateral splitplot.assign('user', u.unit_id, '{"country": "FR"}', clock_timestamp()) a),
          'not_targeted', 'targeting counts');
select is((splitplot.record_exposures(pg_temp.batch(
            pg_temp.exposure('green', (select min(unit_id) from unit), '{"attributes": {"country": "DE"}}')))).accepted, 0,
          'and nothing is recorded');
select is((select reason from splitplot.audit_log where splitplot.life_cycle_step(audit_log) = 'pause'), 'orders fell',
          'the audit log says why');

-- The other.
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', 'variant')$$, 'splitplot_api'), 'done',
          'a paused experiment can be let show the other');
select results_eq(
  $$select distinct a.variant = v.key, a.reason
    from exposed x
    join splitplot.variant v using (variant_id)
    cross join lateral splitplot.assign('user', x.unit_id, '{"country": "DE"}', clock_timestamp()) a$$,
  $$values (true, 'sticky')$$, 'those that were exposed keep their variant');
select results_eq(
  $$select distinct a.variant, a.reason
    from unit u
    cross join lateral splitplot.assign('user', u.unit_id, '{"country": "DE"}', clock_timestamp()) a
    where u.unit_id not in (select unit_id from exposed)$$,
  $$values (null::text, 'not_running')$$, 'and nobody else gets anything');
select is((select state || ' ' || version from splitplot.experiment), 'paused 5', 'it is paused as before');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', 'variant')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'the same again is no step');
select is(pg_temp.outcome($$select splitplot.change_experiment('green', '{"traffic_ppm": 1}')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'and nothing changes meanwhile');

-- And on.
select is(pg_temp.outcome($$select splitplot.resume_experiment('green', 4)$$, 'splitplot_api'),
          'SP412 experiment_changed If-Match', 'who resumes has read the newest version');
select is(pg_temp.outcome($$select splitplot.resume_experiment('green', 5, 'fixed')$$, 'splitplot_api'), 'done',
          'the API''s role can resume');
select results_eq(
  $$select e.state, e.version, p.mode, p.number, p.traffic_ppm, p.targeting
    from splitplot.experiment e cross join lateral splitplot.phase_in_force(e.experiment_id) p$$,
  $$values ('running', 6, 'running', 5, 400000, '{"country": "DE"}'::jsonb)$$, 'with the traffic of before');
select is((select count(distinct (salt, open_buckets, lower_bounds, targeting)) from splitplot.assignment_plan
           where mode = 'running' and phase > 1), 1::bigint, 'the same buckets, weights and salt');
select is((select count(*) from unit u
           cross join lateral splitplot.assign('user', u.unit_id, '{"country": "DE"}', clock_timestamp()) a
           where (a.variant, a.reason) is distinct from (u.variant, 'split')), 0::bigint, 'so no unit has moved');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.pause_experiment('green', 'variant')$$), 'done', 'it can be paused again');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.stop_experiment('green', null, 'enough')$$, 'splitplot_api'), 'done',
          'and stopped while it is paused');
select is((select count(*) from splitplot.allocation where upper_inf(valid)), 0::bigint, 'which frees its buckets');
select is((select array_agg(splitplot.life_cycle_step(a) order by audit_log_id) from splitplot.audit_log a
           where table_name = 'experiment'), '{create,start,change,pause,change,resume,pause,stop}',
          'the audit log has every step');

select * from finish();
rollback;
