-- A conclusion says what and why, once; what ships can be rolled out until the experiment is archived.

begin;
select plan(41);
\ir ../fixtures.sql

select pg_temp.make_layer('page');
select pg_temp.make_layer('menu', '{size}');
select pg_temp.make_draft(d.key, 'page', 200000, '{500000,500000}', '{"country": "DE"}')
from unnest('{green,blue,neighbour}'::text[]) d(key);
select pg_temp.make_draft('theirs', null);
select pg_temp.next_transaction();
select splitplot.start_experiment(d.key) from unnest('{green,blue,neighbour,theirs}'::text[]) d(key);
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"variants": [{"key": "v1", "weight_ppm": 900000},
  {"key": "v2", "weight_ppm": 100000, "parameters": {"button": "green"}}], "salt": "new"}');
select pg_temp.next_transaction();
select splitplot.stop_experiment(d.key) from unnest('{green,blue,theirs}'::text[]) d(key);
select pg_temp.next_transaction();

-- conclude(arguments, experiment): the outcome for the API's role.
create function pg_temp.conclude(arguments text, experiment text default 'green')
  returns text
  language sql
as $$
  select pg_temp.outcome(format('select splitplot.conclude_experiment(%L, %s)', experiment, arguments), 'splitplot_api')
$$;

select is(pg_temp.conclude(refused.arguments), refused.outcome, refused.what)
from (values
  ('''buy'', reason => ''r''', 'SP422 unknown_value decision', 'a decision is one of three'),
  ('null, reason => ''r''', 'SP422 unknown_value decision', 'and one of them it is'),
  ('''keep_control''', 'SP422 missing_field reason', 'a conclusion has a reason'),
  ('''keep_control'', reason => ''''', 'SP422 missing_field reason', 'which says something'),
  ('''ship'', reason => ''r''', 'SP422 missing_field variant', 'what ships is named'),
  ('''keep_control'', ''v2'', reason => ''r''', 'SP422 unexpected_field variant', 'and nothing when nothing ships'),
  ('''inconclusive'', ''v2'', reason => ''r''', 'SP422 unexpected_field variant', 'nor when it is not known'),
  ('''ship'', ''v9'', reason => ''r''', 'SP422 unknown_variant variant', 'what ships is a variant'),
  ('''keep_control'', null, 1, reason => ''r''', 'SP422 unexpected_field roll_out', 'only what ships is rolled out'),
  ('''ship'', ''v2'', 1000001, reason => ''r''', 'SP422 out_of_range roll_out', 'to a share'),
  ('''ship'', ''v2'', -1, reason => ''r''', 'SP422 out_of_range roll_out', 'of not less than nothing'),
  ('''ship'', ''v2'', 800001, reason => ''r''', 'SP409 not_enough_traffic traffic', 'that is free'),
  ('''ship'', ''v2'', 0, 3, ''r''', 'SP412 experiment_changed If-Match', 'of the version that was read')
) as refused(arguments, outcome, what);
select is(pg_temp.conclude('''ship'', ''v2'', 1, reason => ''r''', 'theirs'), 'SP422 unexpected_field roll_out',
          'what is assigned elsewhere is rolled out elsewhere');
select is((select count(*) from splitplot.conclusion), 0::bigint, 'what is refused concludes nothing');
select is((select count(*) from splitplot.phase where mode = 'launched'), 0::bigint, 'and launches nothing');

select is(pg_temp.conclude('''ship'', ''v2'', 600000, 4, ''more orders'''), 'done', 'the API''s role can conclude');
select results_eq(
  $$select e.state, e.version, c.decision, v.key, c.reason, c.decided_at
    from splitplot.experiment e join splitplot.conclusion c using (experiment_id) join splitplot.variant v using (variant_id)$$,
  $$values ('concluded', 5, 'ship', 'v2', 'more orders', splitplot.configuration_instant())$$,
  'the decision is kept with its reason');
select results_eq(
  $$select p.mode, p.targeting, splitplot.range_count(p.own_buckets), splitplot.range_count(p.open_buckets), p.parameters[2]
    from splitplot.assignment_plan p where p.experiment = 'green' and upper_inf(p.valid)$$,
  $$values ('launched', '{"country": "DE"}'::jsonb, 600000, 600000, '{"button": "green"}'::jsonb)$$,
  'a launch has the targeting and the parameters of the experiment, and buckets of its own');
select results_eq(
  $$select distinct a.variant, a.reason
    from generate_series(1, 300) n
    cross join lateral splitplot.assign('user', 'u' || n, '{"country": "DE"}', clock_timestamp()) a
    where a.experiment = 'green' order by 2$$,
  $$values ('v2', 'launched'), (null, 'not_in_traffic')$$, 'all of its units see what won');
select is((select count(*) from generate_series(1, 300) n
           cross join lateral splitplot.assign('user', 'u' || n, '{"country": "DE"}', clock_timestamp()) a
           where a.experiment = 'green' and a.reason = 'launched') between 140 and 220, true, 'which are its share');
select is((select distinct a.reason from splitplot.assign('user', 'u1', '{"country": "FR"}', clock_timestamp()) a
           where a.experiment = 'green'), 'not_targeted', 'of those that it is for');
select is((splitplot.record_exposures((
    select pg_temp.batch(variadic array_agg(pg_temp.exposure('green', 'u' || n, '{"attributes": {"country": "DE"}}')))
    from generate_series(1, 20) n))).accepted, 0, 'none of them is recorded');
select results_eq(
  $$select d ->> 'mode', d ->> 'traffic', d -> 'variants' -> 1 ->> 'weight', d -> 'launch' ->> 'traffic',
      d ->> 'owned_traffic', d -> 'conclusion' ->> 'variant'
    from splitplot.experiment e, splitplot.experiment_document(e) d where e.key = 'green'$$,
  $$values ('launched', '0.2', '0.1', '0.6', '0.6', 'v2')$$, 'its document still says what was compared');

select pg_temp.next_transaction();
select is(pg_temp.conclude('''keep_control'', reason => ''r'''), 'SP409 illegal_transition state', 'it is concluded once');
select is(pg_temp.outcome('update splitplot.conclusion set decision = ''inconclusive'', variant_id = null'),
          'SP409 in_force decision', 'a conclusion does not change');
select is(pg_temp.outcome('update splitplot.conclusion set reason = ''other'''), 'SP409 in_force reason', 'nor its reason');
select is(pg_temp.outcome('select splitplot.ramp_experiment(''green'', 800000, null, ''all'')', 'splitplot_api'), 'done',
          'a launch can be widened');
select is((select splitplot.range_count(open_buckets) from splitplot.assignment_plan
           where experiment = 'green' and upper_inf(valid)), 800000, 'as far as there is room');
select pg_temp.next_transaction();
select is(pg_temp.outcome('select splitplot.ramp_experiment(''green'', 900000)', 'splitplot_api'),
          'SP409 not_enough_traffic traffic', 'and no farther');
select is(pg_temp.outcome('select splitplot.change_experiment(''green'', ''{"targeting": null}'')', 'splitplot_api'), 'done',
          'a launch can be for everybody');
select pg_temp.next_transaction();
select is(pg_temp.outcome('select splitplot.change_experiment(''green'', ''{"traffic_ppm": 1, "salt": "new"}'')'),
          'SP409 illegal_transition state', 'nothing else of it can change');
select is((select state from splitplot.experiment where key = 'green'), 'concluded', 'it stays concluded all the while');

-- Others.
select is(pg_temp.conclude('''inconclusive'', reason => ''too few units''', 'theirs'), 'done', 'not to know is a conclusion');
select is(pg_temp.conclude('''keep_control'', null, 0, reason => ''worse''', 'blue'), 'done', 'and so is to keep the control');
select is((select count(*) from splitplot.phase p join splitplot.experiment e using (experiment_id)
           where e.key = 'blue' and upper_inf(p.valid)), 0::bigint, 'which launches nothing');

-- Archive.
select pg_temp.next_transaction();
select is(pg_temp.outcome('select splitplot.archive_experiment(''neighbour'')', 'splitplot_api'),
          'SP409 illegal_transition state', 'what runs is not archived');
select is(pg_temp.outcome('select splitplot.archive_experiment(''green'', 7, ''it is in the code now'')', 'splitplot_api'),
          'done', 'the API''s role can archive');
select results_eq(
  $$select e.state, e.version, e.archived_at = splitplot.configuration_instant(),
      (select count(*) from splitplot.phase p where p.experiment_id = e.experiment_id and upper_inf(p.valid)),
      (select count(*) from splitplot.allocation a where a.experiment_id = e.experiment_id and upper_inf(a.valid))
    from splitplot.experiment e where e.key = 'green'$$,
  $$values ('concluded', 8, true, 0::bigint, 0::bigint)$$, 'which ends the launch and frees its buckets');
select is((select count(*) from splitplot.assign('user', 'u1', '{"country": "DE"}', clock_timestamp()) a
           where a.experiment = 'green'), 0::bigint, 'nobody gets anything from it');
select is((select max(reason) from splitplot.audit_log a where splitplot.life_cycle_step(a) = 'archive'),
          'it is in the code now', 'the audit log says why');

select * from finish();
rollback;
