-- A report answers with a state and a sentence, whatever is missing; never with an error, and never with NaN.

begin;
select plan(51);
\ir fixtures.sql

select is(pg_temp.outcome(format('select report.%s(%L)', f, 'nowhere')), 'SP404 unknown_experiment',
          format('report.%s() of an unknown experiment is SP404', f))
from unnest('{document,experiment,traffic}'::text[]) f;
select is(pg_temp.outcome('select report.document(null)'), 'SP404 unknown_experiment', 'so is that of no experiment');

-- whole(experiment): the document is there and no number in it is missing without a reason.
create function pg_temp.whole(experiment text)
  returns setof text
  language plpgsql
as $$
declare
  document jsonb := report.document(experiment);
begin
  return next unalike(document::text, '%NaN%', format('%s has no NaN', experiment));
  return next unalike(document::text, '%Infinity%', format('%s has no Infinity', experiment));
  return next is_empty(
    format($q$select c from jsonb_path_query(%L::jsonb, '$.metrics[*].comparisons[*]') c
              where c -> 'note' = 'null'
                and 'null' in (c -> 'p_value', c -> 'interval', c -> 'standard_error', c -> 'lift_interval')$q$,
      document),
    format('%s has no null without a note', experiment));
end
$$;

select pg_temp.make_experiment('draft', state => 'draft');
select pg_temp.make_metric('draft', 'draft-spend', 'mean', 'buy');
select pg_temp.make_experiment('empty');
select pg_temp.make_metric('empty', 'empty-spend', 'mean', 'buy');
select pg_temp.make_experiment('one-arm');
select pg_temp.make_metric('one-arm', 'one-arm-spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.expose_many('one-arm', 'green', 20);
select pg_temp.make_experiment('one-unit');
select pg_temp.make_metric('one-unit', 'one-unit-spend', 'mean', 'buy');
select pg_temp.expose_many('one-unit', 'control', 1);
select pg_temp.make_experiment('zeros');
select pg_temp.make_metric('zeros', 'zeros-spend', 'mean', 'never', covariate_event => 'visit');
select pg_temp.expose_many('zeros', 'control', 30);
select pg_temp.expose_many('zeros', 'green', 30);
select pg_temp.make_experiment('constant', '{red,blue}');
select pg_temp.make_metric('constant', 'constant-spend', 'mean', 'buy');
select pg_temp.expose_many('constant', 'red', 30);
select pg_temp.expose_many('constant', 'blue', 30);
select pg_temp.happen(colour || ' 1 ' || n, 'buy', 1, 3)
from generate_series(1, 30) n, unnest('{red,blue}'::text[]) colour;
select pg_temp.make_experiment('no-metric');
select pg_temp.expose_many('no-metric', 'control', 30);
select pg_temp.make_experiment('no-control');
update splitplot.variant set is_control = false where experiment_id = 8;
select pg_temp.make_metric('no-control', 'no-control-spend', 'mean', 'buy');
select pg_temp.expose_many('no-control', 'green', 3);
select pg_temp.make_experiment('no-phase');
delete from splitplot.phase where experiment_id = 9;
select pg_temp.make_experiment('rare');
select pg_temp.make_metric('rare', 'rare-spend', 'mean', 'rare');
select pg_temp.expose_many('rare', 'control', 30);
select pg_temp.expose_many('rare', 'green', 30);
select pg_temp.happen('control 1 1', 'rare', 1, 3);
select pg_temp.happen('green 1 ' || n, 'rare', 1, n) from generate_series(1, 9) n;
select pg_temp.advance();

select pg_temp.whole(key) from splitplot.experiment order by experiment_id;

select is(pg_temp.verdict(e.key), e.verdict, format('the verdict of %s', e.key))
from (values
  ('draft', 'not started: the experiment is a draft'),
  ('empty', 'no data: no unit has been exposed'),
  ('one-arm', 'no winner is named: the sample ratio check failed (p < 0.0001)'),
  ('one-unit', 'no winner can be named: no unit of variant green has been exposed'),
  ('zeros', 'no winner can be named: the values do not vary, so the difference has no standard error; the control''s '
    'mean is 0, so there is no lift; the covariate does not vary, so nothing is adjusted'),
  ('constant', 'no winner can be named: the values do not vary, so the difference has no standard error'),
  ('no-metric', 'no winner can be named: the experiment has no primary metric and a variant to compare'),
  ('no-control', 'no winner can be named: no unit of variant control has been exposed'),
  ('no-phase', 'no data: no unit has been exposed')) e(key, verdict);

select results_eq(
  $$select e.key, report.document(e.key) ->> 'state' from splitplot.experiment e
    where e.key in ('draft', 'empty', 'zeros') order by 1$$,
  $$values ('draft', 'draft'), ('empty', 'no_data'), ('zeros', 'running')$$,
  'a draft, an experiment without data and a running one have different states');
select results_eq(
  $$select n, mean, standard_deviation, difference, p_value, state, note from report.experiment('one-arm')$$,
  $$values (0::bigint, null::float8, null::float8, null::float8, null::float8, 'baseline',
            'no unit of variant control has been exposed'),
           (20, 0, 0, null, null, 'insufficient_data', 'no unit of the control control has been exposed')$$,
  'an empty control leaves nothing to compare with, and the line says so');
select results_eq(
  $$select n, mean, standard_deviation, note from report.experiment('one-unit') where is_control$$,
  $$values (1::bigint, 0::float8, null::float8, 'one unit has no standard deviation')$$,
  'one unit has a mean only');
select results_eq(
  $$select difference, standard_error, p_value, lift, lift_low, state from report.experiment('zeros')
    where not is_control$$,
  $$values (0::float8, 0::float8, null::float8, null::float8, null::float8, 'zero_variance')$$,
  'without variance there is a difference, but no test');
select results_eq(
  $$select lift is not null, lift_low, lift_method, note from report.experiment('rare') where not is_control$$,
  $$values (true, null::float8, 'fieller', 'the control''s mean cannot be told from 0, so the lift has no interval')$$,
  'a lift without an interval has none');
select is_empty($$select from report.experiment('no-metric')$$, 'without metrics a report has no lines');
select is(report.document('no-metric') -> 'metrics', '[]', 'and the document has no metrics');
select results_eq($$select variant, units from report.traffic('no-metric')$$,
                  $$values ('control', 30::bigint), ('green', 0)$$, 'but traffic, also of variants without any');

select * from finish();
rollback;
