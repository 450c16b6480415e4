-- A draft is changed in place; a running experiment begins another phase; neither is changed by half.

begin;
select plan(66);
\ir ../fixtures.sql

select pg_temp.make_layer('page', '{button,size}');
insert into splitplot.metric (key, kind, event) values ('visits', 'count', 'visit'), ('orders', 'count', 'order');
select pg_temp.make_draft('green', 'page', 300000);
select pg_temp.make_draft('theirs', null);
select pg_temp.next_transaction();

-- change(what, experiment, options): the outcome of a change by the API's role.
create function pg_temp.change(what text, experiment text default 'green', options text default '')
  returns text
  language sql
as $$
  select pg_temp.outcome(
    format('select splitplot.change_experiment(%L, %L%s)', experiment, what, options), 'splitplot_api')
$$;

create function pg_temp.weights(experiment text default 'green')
  returns text
  language sql
as $$
  select string_agg(v.key || ' ' || pv.weight_ppm || ' ' || pv.parameters, ', ' order by v.position)
  from splitplot.experiment e
  cross join lateral splitplot.phase_in_force(e.experiment_id) p
  join splitplot.phase_variant pv on pv.phase_id = p.phase_id
  join splitplot.variant v using (variant_id)
  where e.key = experiment
$$;

-- What is no change.
select is(pg_temp.change(refused.change), refused.outcome, refused.what)
from (values
  ('{}', 'SP422 missing_field', 'a change changes something'),
  ('{"colour": 1}', 'SP422 unknown_field colour', 'what it names exists'),
  ('{"traffic_ppm": 1000001}', '23514 traffic_is_a_share_in_ppm', 'traffic is a share'),
  ('{"traffic_ppm": -1}', '23514 traffic_is_a_share_in_ppm', 'and not less than nothing'),
  ('{"targeting": {"a": {"$bigger": 1}}}', 'SP422 invalid_targeting targeting.a.$bigger', 'targeting is a condition'),
  ('{"salt": "new"}', 'SP422 unexpected_field salt', 'the salt of a draft moves nobody'),
  ('{"variants": [{"key": "v1", "weight_ppm": 1000000, "control": true}]}', 'SP422 too_few_variants variants',
   'a draft has two variants'),
  ('{"metrics": [{"metric": "visits", "role": "primary"}, {"metric": "nowhere", "role": "secondary"}]}',
   'SP422 unknown_metric metrics[1].metric', 'metrics exist'),
  ('{"metrics": [{"metric": "visits", "role": "best"}]}', '23514 a_role_is_known', 'and have a role that there is'),
  ('{"variants": [{"key": "v1", "weight_ppm": 500000, "control": true},
                  {"key": "v2", "weight_ppm": 500000, "parameters": {"colour": 1}}]}',
   'SP422 parameter_of_another_layer variants.parameters.colour', 'variants set parameters of their layer')
) as refused(change, outcome, what);
select is((select version from splitplot.experiment where key = 'green'), 1, 'what is refused leaves no version');

-- Drafts.
select is(pg_temp.change('{"traffic_ppm": 200000, "targeting": {"country": "DE"}, "hypothesis": "Green sells.",
  "method": {"kind": "fixed_horizon"}, "metrics": [{"metric": "visits", "role": "primary"}]}'), 'done',
  'all of a draft can change at once');
select results_eq(
  $$select e.version, e.hypothesis, e.method, p.number, p.traffic_ppm, p.targeting, isempty(p.valid), m.key
    from splitplot.experiment e
    join splitplot.phase p using (experiment_id)
    join splitplot.experiment_metric using (experiment_id)
    join splitplot.metric m using (metric_id)
    where e.key = 'green'$$,
  $$values (2, 'Green sells.', '{"kind": "fixed_horizon"}'::jsonb, 1, 200000, '{"country": "DE"}'::jsonb, true, 'visits')$$,
  'in place, in its one phase');
select is(pg_temp.change('{"metrics": [{"metric": "orders", "role": "guardrail"}], "targeting": null}'), 'done',
          'and again');
select results_eq(
  $$select p.traffic_ppm, p.targeting, m.key, em.role
    from splitplot.experiment e
    join splitplot.phase p using (experiment_id)
    join splitplot.experiment_metric em using (experiment_id)
    join splitplot.metric m using (metric_id)
    where e.key = 'green'$$,
  $$values (200000, null::jsonb, 'orders', 'guardrail')$$,
  'null is everybody, what is named is replaced, and what is not stays');

select is(pg_temp.change('{"variants": [
  {"key": "v1", "weight_ppm": 200000, "control": true, "parameters": {"button": "blue"}},
  {"key": "new", "weight_ppm": 300000}, {"key": "v2", "weight_ppm": 500000}]}'), 'done', 'variants come in between');
select is(pg_temp.weights(), 'v1 200000 {"button": "blue"}, new 300000 {}, v2 500000 {}', 'in the order of the change');
select is(pg_temp.change('{"variants": [{"key": "v2", "weight_ppm": 500000, "control": true},
  {"key": "v1", "weight_ppm": 500000}]}'), 'done', 'the control of a draft can be another');
select is((select string_agg(v.key || case when v.is_control then ' control' else '' end, ', ' order by v.position)
           from splitplot.variant v join splitplot.experiment e using (experiment_id) where e.key = 'green'),
          'v2 control, v1', 'and the order as well');
insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
select v.experiment_id, 'tester', v.variant_id, tstzrange(splitplot.configuration_instant(), null)
from splitplot.variant v join splitplot.experiment e using (experiment_id)
where e.key = 'green' and v.key = 'v1';
select is(pg_temp.change('{"variants": [{"key": "v2", "weight_ppm": 600000, "control": true},
  {"key": "v1", "weight_ppm": 400000}]}'), 'done', 'weights change while a unit is forced into a variant');
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 600000, "control": true},
  {"key": "v2", "weight_ppm": 400000}]}'), 'SP409 in_use variants', 'its place does not');
select is(pg_temp.change('{"variants": [{"key": "v2", "weight_ppm": 600000, "control": true},
  {"key": "v9", "weight_ppm": 400000}]}'), 'SP409 in_use variants', 'nor does it leave');
select is(pg_temp.weights(), 'v2 600000 {}, v1 400000 {}', 'what is refused leaves no trace');

set constraints all immediate;
select is(pg_temp.change('{"variants": [{"key": "v2", "weight_ppm": 600000, "control": true},
  {"key": "v1", "weight_ppm": 400001}]}'), 'SP422 weights_do_not_sum_to_one variants.weight', 'weights sum to 1');
set constraints all deferred;

-- Running.
select splitplot.start_experiment('green');
select is(pg_temp.change('{"traffic_ppm": 1}'), 'SP409 changed_twice', 'one transaction makes one phase');
select pg_temp.next_transaction();
select is(pg_temp.change(refused.change), refused.outcome, refused.what)
from (values
  ('{"hypothesis": "Blue sells."}', 'SP409 frozen_at_start hypothesis', 'a start freezes the hypothesis'),
  ('{"method": {"kind": "always_valid"}}', 'SP409 frozen_at_start method', 'the method'),
  ('{"metrics": []}', 'SP409 frozen_at_start metrics', 'the metrics'),
  ('{"variants": [{"key": "v1", "weight_ppm": 1000000, "control": true}]}', 'SP409 frozen_at_start variants.control',
   'and which variant is the control'),
  ('{"salt": "mine"}', 'SP422 unknown_value salt', 'a salt is not chosen'),
  ('{"variants": []}', 'SP422 weights_do_not_sum_to_one variants.weight', 'no variants weigh nothing'),
  ('{"variants": [{"key": "v1", "weight_ppm": 2000000}, {"key": "v2", "weight_ppm": -1000000}]}',
   'SP422 out_of_range variants.weight', 'a weight is a share'),
  ('{"variants": [{"key": "v1", "weight_ppm": 999999}]}', 'SP422 weights_do_not_sum_to_one variants.weight',
   'weights sum to 1'),
  ('{"variants": [{"key": "v1", "weight_ppm": 1000000}, {"key": "", "weight_ppm": 0}]}',
   '23514 a_variant_key_has_1_to_128_bytes', 'a variant has a name')
) as refused(change, outcome, what);
select is(pg_temp.change((
    select jsonb_build_object('variants', jsonb_agg(jsonb_build_object('key', 'n' || n, 'weight_ppm', 2000)))::text
    from generate_series(1, 500) n)),
  'SP422 too_many_items variants', 'two variants and 500 new ones are too many');
select is((select count(*) from splitplot.variant join splitplot.experiment e using (experiment_id) where e.key = 'green'),
          2::bigint, 'and none of them was made');

select is(pg_temp.change('{"traffic_ppm": 400000}', options => ', 3'), 'SP412 experiment_changed If-Match',
          'an editor who has read an old version is told');
select is((select version from splitplot.experiment where key = 'green'), 7, 'the version tells each change');
select is(pg_temp.change('{"traffic_ppm": 400000, "targeting": {"country": "FR"}}', options => ', 7, ''more'''), 'done',
          'who has read the newest may change it');
select results_eq(
  $$select p.number, p.mode, p.traffic_ppm, p.targeting, p.salt, upper_inf(p.valid), splitplot.range_count(pp.own_buckets)
    from splitplot.experiment e join splitplot.phase p using (experiment_id) join splitplot.phase_plan pp using (phase_id)
    where e.key = 'green' order by 1$$,
  $$values (1, 'running', 200000, null::jsonb, null::text, false, 200000),
    (2, 'running', 400000, '{"country": "FR"}', null, true, 400000)$$,
  'its phase has ended, and the next has begun with more buckets');
select is((select count(distinct p.number) from splitplot.phase p
           where p.valid @> (select lower(n.valid) from splitplot.phase n where n.number = 2)), 1::bigint,
          'at the same instant');
select is((select array_agg(distinct reason) from splitplot.audit_log
           where after ->> 'experiment_id' = (select experiment_id::text from splitplot.experiment where key = 'green')
             and after ->> 'version' = '8' or after ->> 'number' = '2'), '{more}', 'the audit log says why');
select pg_temp.next_transaction();
select is(pg_temp.change('{"traffic_ppm": 100000}'), 'done', 'traffic goes down');
select results_eq(
  $$select splitplot.range_count(own_buckets), splitplot.range_count(open_buckets)
    from splitplot.assignment_plan where upper_inf(valid)$$,
  'values (400000, 100000)', 'and the experiment keeps its buckets');
select is((select p.open_buckets <@ o.open_buckets from splitplot.assignment_plan p, splitplot.assignment_plan o
           where (p.phase, o.phase) = (3, 1)), true, 'those that stay open were open from the first');
select pg_temp.next_transaction();
select is(pg_temp.change('{"traffic_ppm": 1000000}'), 'done', 'to all');
select pg_temp.make_draft('full', 'page', 1);
select is(pg_temp.outcome('select splitplot.start_experiment(''full'')'), 'SP409 not_enough_traffic traffic',
          'which leaves nothing for others');
delete from splitplot.phase_variant where phase_id = (select max(phase_id) from splitplot.phase);

-- Weights.
select pg_temp.next_transaction();
-- u1 to u1000 have the variant that is decided; w1 to w1000 have kept another one.
insert into splitplot.first_assignment (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
select p.experiment_id, u.id, p.variant_ids[case when u.id like 'u%' then d.variant_index else 3 - d.variant_index end],
  p.phase_id, gen_random_uuid(), now()
from splitplot.assignment_plan p
cross join generate_series(1, 1000) n
cross join lateral (values ('u' || n), ('w' || n)) u(id)
cross join lateral (
  select width_bucket(splitplot.bucket(p.salt, u.id), p.lower_bounds) as variant_index) d
where upper_inf(p.valid);
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 500000}, {"key": "v2", "weight_ppm": 500000}]}'),
          'SP409 weights_move_units variants.weight', 'other weights move units, and that is refused');
select throws_like(
  $$select splitplot.change_experiment('green',
      '{"variants": [{"key": "v1", "weight_ppm": 200000}, {"key": "v2", "weight_ppm": 500000},
                     {"key": "v3", "weight_ppm": 300000}]}')$$,
  '%: 30 \% from v1 to v3 (% exposed), 10 \% from v2 to v1 (% exposed); units%', 'with what would move');
select results_eq(
  $$select * from splitplot.weight_change('green', '{"v1": 500000, "v2": 500000}')$$,
  $$select 'v2', 'v1', 0.1, count(*)
    from generate_series(1, 1000) n, splitplot.experiment e
    where e.key = 'green' and splitplot.bucket(e.salt, 'u' || n) between 500000 and 599999$$,
  'which can also be asked for');
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 500000}, {"key": "v2", "weight_ppm": 500000}],
  "salt": "keep"}'), 'done', 'unless the old salt is wanted');
select results_eq(
  $$select salt = (select salt from splitplot.experiment where key = 'green'), moved_buckets
    from splitplot.assignment_plan where upper_inf(valid)$$,
  $$values (true, '{[500000,600000)}'::int4multirange)$$, 'the same salt, and the buckets that have moved');
select pg_temp.next_transaction();
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 300000}, {"key": "v2", "weight_ppm": 700000}],
  "salt": "new"}'), 'done', 'or a new one');
select results_eq(
  $$select salt = (select salt from splitplot.experiment where key = 'green'), moved_buckets
    from splitplot.assignment_plan where upper_inf(valid)$$,
  $$values (false, '{[0,1000000)}'::int4multirange)$$, 'then all who were exposed keep what they had');
select pg_temp.next_transaction();
select is(pg_temp.change('{"traffic_ppm": 500000}'), 'done', 'the next change');
select is((select count(distinct salt) from splitplot.assignment_plan where phase >= 6), 1::bigint, 'keeps the new salt');
select pg_temp.next_transaction();
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 300000, "parameters": {"size": 2}},
  {"key": "v2", "weight_ppm": 700000}]}'), 'done', 'parameters move nobody, so no salt is asked for');
select is(pg_temp.weights(), 'v2 700000 {}, v1 300000 {"size": 2}', 'and those that are not named stay');
select pg_temp.next_transaction();
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 300000},
  {"key": "v2", "weight_ppm": 700000}, {"key": "v3", "weight_ppm": 0}]}'), 'done', 'a variant without weight moves nobody');
select is(pg_temp.weights(), 'v2 700000 {}, v1 300000 {"size": 2}, v3 0 {}', 'it comes last');
select pg_temp.next_transaction();
select is(pg_temp.change('{"variants": [{"key": "v3", "weight_ppm": 1000000}], "salt": "keep"}'), 'done',
          'variants that are not named');
select is(pg_temp.weights(), 'v2 0 {}, v1 0 {"size": 2}, v3 1000000 {}', 'get weight 0 and keep their parameters');

-- Assigned elsewhere.
select splitplot.start_experiment('theirs');
select pg_temp.next_transaction();
select is(pg_temp.change(format('{%s}', refused.change), 'theirs'), 'SP422 unexpected_field ' || refused.field,
          'an experiment that is assigned elsewhere has no ' || refused.field)
from (values ('"traffic_ppm": 1', 'traffic'), ('"targeting": null', 'targeting'), ('"salt": "keep"', 'salt')) refused(change, field);
select is(pg_temp.change('{"variants": [{"key": "v1", "weight_ppm": 100000}, {"key": "v2", "weight_ppm": 900000}]}',
                         'theirs'), 'done', 'its weights are what is expected, and move nobody');

select * from finish();
rollback;
