-- Looks are remembered: p-values that hold at every look never grow, and reports of the past stay what they were.

begin;
select plan(44);
\ir fixtures.sql

-- add_units(experiment, from, to, lead): so many units of each variant, whose values differ by lead.
create function pg_temp.add_units(experiment text, first integer, last integer, lead numeric)
  returns timestamptz
  language plpgsql
as $$
begin
  perform pg_temp.expose(experiment, concat_ws(' ', experiment, v.key, n), v.key)
  from (values ('control'), ('green')) v(key) cross join generate_series(first, last) n;
  perform pg_temp.happen(concat_ws(' ', experiment, v.key, n), experiment, 1, v.base + n % 5)
  from (values ('control', 5), ('green', 5 + lead)) v(key, base) cross join generate_series(first, last) n;
  return pg_temp.advance();
end
$$;

-- make(experiment, method): an experiment with one primary metric of its own.
create function pg_temp.make(experiment text, method jsonb)
  returns void
  language sql
as $$
  select pg_temp.make_experiment(experiment, method => make.method);
  select pg_temp.make_metric(experiment, experiment, 'mean', experiment);
$$;

-- line(experiment, as_of): the treatment's line of the report.
create function pg_temp.line(experiment text, as_of timestamptz default null)
  returns report.line
  language sql
as $$
  select l from report.experiment(experiment, as_of) l where not l.is_control and l.role = 'primary'
$$;

create table pg_temp.seen (name text primary key, instant timestamptz, line report.line, document jsonb);

-- see(experiment, name): looks at the report, and keeps what it showed.
create function pg_temp.see(experiment text, name text)
  returns void
  language plpgsql
as $$
declare
  document jsonb := report.document(experiment);
begin
  insert into pg_temp.seen
  values (name, (document ->> 'as_of')::timestamptz, pg_temp.line(experiment), document);
end
$$;

-- A lead that shows, and then goes away: the p-value stays.
select pg_temp.make('watched', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 400}');
select pg_temp.add_units('watched', 1, 99, 1);
select pg_temp.see('watched', 'too early');
select pg_temp.add_units('watched', 100, 120, 1);
select pg_temp.see('watched', 'first');
select pg_temp.add_units('watched', 121, 300, -0.2);
select pg_temp.see('watched', 'second');

select is((line).method, 'always_valid', 'the declared method is the one that is used') from seen where name = 'first';
select is(((line).p_value is null, (line).state, (line).look)::text, '(t,too_few_units,1)',
          'with 99 units in an arm nothing is judged') from seen where name = 'too early';
select is((document -> 'metrics' -> 0 -> 'comparisons' -> 0 ->> 'note'),
          'what holds at every look needs 100 units of both variants first', 'and the report says why')
from seen where name = 'too early';
select is((line).state, 'ok', 'with 120 it is') from seen where name = 'first';
select is((line).p_value, v.p_value, 'by stats.always_valid()')
from seen
cross join lateral stats.always_valid(
  (line).difference, (line).standard_error,
  stats.mixing_variance((line).standard_error, 240, 400, 0.95), 0.95) v
where name = 'first';
select is(array[(line).interval_low, (line).interval_high], array[v.interval_low, v.interval_high], 'its interval, too')
from seen
cross join lateral stats.always_valid(
  (line).difference, (line).standard_error,
  stats.mixing_variance((line).standard_error, 240, 400, 0.95), 0.95) v
where name = 'first';
select cmp_ok((line).p_value, '<', 0.05::float8, 'the lead is significant') from seen where name = 'first';
select is((line).fixed_p_value, w.p_value, 'what one look would say stands beside it')
from seen
cross join lateral stats.t_inference((line).difference, (line).standard_error, (line).degrees_of_freedom, 0.95) w
where name = 'first';
select cmp_ok((s.line).look_p_value, '>', (f.line).p_value, 'at the second look the lead has shrunk')
from seen f, seen s where f.name = 'first' and s.name = 'second';
select is((s.line).p_value, (f.line).p_value, 'but the p-value of all looks is the smallest')
from seen f, seen s where f.name = 'first' and s.name = 'second';
select is((s.line).mixing_variance, (f.line).mixing_variance, 'the mixing variance stays that of the first look')
from seen f, seen s where f.name = 'first' and s.name = 'second';
select is(array[(s.line).running_interval_low, (s.line).running_interval_high],
          array[greatest((f.line).interval_low, (s.line).interval_low), least((f.line).interval_high, (s.line).interval_high)],
          'the running interval is what all intervals have in common')
from seen f, seen s where f.name = 'first' and s.name = 'second';
select is(array_agg((line).look order by instant), '{1,2,3}', 'looks are counted by batches that were looked at')
from seen;
select is((line).decision, 'significant', 'the decision stays') from seen where name = 'second';

-- Reports of the past, after new looks and new facts.
select pg_temp.add_units('watched', 301, 320, 3);
select pg_temp.see('watched', 'third');
select is(report.document('watched', s.instant), s.document, format('the document of look "%s" is the same', s.name))
from seen s order by s.instant;
select is(report.document('watched', s.instant)::text, s.document::text, 'byte for byte') from seen s where name = 'second';
select is(count(*), 4::bigint, 'a report of the past is not a look') from report.look;
select report.document('watched');
select is(count(*), 4::bigint, 'nor is another one at the same batch by the same reader') from report.look;
select set_config('splitplot.actor', 'anna', true);
select report.document('watched');
select is((select array_agg(distinct number) from report.look where looked_by = 'anna'), '{4}',
          'another reader is written down, at the same look');
select is(count(*), 3::bigint, 'what comparisons remember is stored once a batch') from report.comparison_look;
select set_config('splitplot.actor', '', true);

-- An effect that turns round.
select pg_temp.make('turning', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 200}');
select pg_temp.add_units('turning', 1, 150, 2);
select report.document('turning');
select pg_temp.add_units('turning', 151, 900, -3);
select matches(report.document('turning') ->> 'verdict', 'has drifted', 'an effect that has turned round is no winner');
select matches((pg_temp.line('turning')).note, 'have nothing in common', 'the line says why');

-- What the first look fixed is kept when nobody looked in between, and nobody else's looks count.
select pg_temp.make('alone', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 400}');
select pg_temp.add_units('alone', 1, 120, 1);
select is((pg_temp.line('alone')).look, 1, 'another experiment has looks of its own');

-- Fixed horizon: peeking is said, and does not decide.
select pg_temp.make('fixed', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 400}');
select pg_temp.add_units('fixed', 1, 120, 2);
select is(report.document('fixed') -> 'metrics' -> 0 ->> 'method', 'welch', 'a fixed horizon is judged by Welch');
select is((pg_temp.line('fixed')).decision, 'open', 'before its sample is there nothing is decided');
select pg_temp.add_units('fixed', 121, 130, 2);
select matches(report.document('fixed') ->> 'warnings', 'this is look 2 at an experiment of a fixed horizon',
               'a second look before the planned sample is said');
select pg_temp.add_units('fixed', 131, 200, 2);
select is((pg_temp.line('fixed')).decision, 'significant', 'at the planned sample it is decided');
select unalike(report.document('fixed') ->> 'warnings', '%fixed horizon: they hold%', 'and intervals hold');

-- Zero variance and rare conversions.
select pg_temp.make('flat', '{"kind": "always_valid", "alpha": 0.05}');
select pg_temp.make_metric('flat', 'rare', 'proportion', 'rare');
select pg_temp.expose_many('flat', 'control', 200);
select pg_temp.expose_many('flat', 'green', 200);
select pg_temp.happen('green 1 ' || n, 'rare') from generate_series(1, 30) n;
select pg_temp.happen('control 1 ' || n, 'rare') from generate_series(1, 9) n;
select pg_temp.advance();
select results_eq(
  $$select metric, state, p_value, decision from report.experiment('flat') where not is_control order by 1$$,
  $$values ('flat', 'zero_variance', null::float8, 'open'), ('rare', 'too_few_conversions', null, 'open')$$,
  'neither a metric without variance nor 9 conversions decide anything');
select pg_temp.happen('control 1 10', 'rare');
select pg_temp.advance();
select is(l.state, 'ok', 'with 10 there is a p-value') from report.experiment('flat') l
where not is_control and metric = 'rare';
select is(p_value_adjusted, null, 'what has no p-value has no adjusted one')
from report.experiment('flat') where metric = 'flat' and not is_control;
select is(l.p_value_adjusted, 2 * l.p_value, 'adjusted for the planned family of two, of which one has none')
from report.experiment('flat') l where not is_control and metric = 'rare';

select pg_temp.make('seldom', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 10}');
select pg_temp.make_metric('seldom', 'seldom-did', 'proportion', 'seldom-did');
select pg_temp.expose_many('seldom', 'control', 50);
select pg_temp.expose_many('seldom', 'green', 50);
select pg_temp.happen(v.key || ' 1 ' || n, 'seldom-did')
from (values ('green', 20), ('control', 4)) v(key, units), generate_series(1, v.units) n;
select pg_temp.advance();
select matches(note, 'an exact test is advised', 'of fewer than 5 conversions an exact test is advised')
from report.experiment('seldom') where metric = 'seldom-did' and not is_control;

-- Nothing is taken back.
select is(pg_temp.outcome(statement), 'SP409 append_only', statement)
from unnest(array[
  'update report.look set number = 1', 'delete from report.look', 'truncate report.comparison_look',
  'update report.comparison_look set p_value = 1', 'delete from report.comparison_look']) statement;
set local role splitplot_reporter;
select is(pg_temp.outcome($$insert into report.look values (1, 1, 'x', 1, now())$$), '42501',
          'nor can a reader write looks');
select is(pg_temp.outcome($$select report.record_analysis('fixed', 1, '[]')$$), '42501', 'or analyses');
reset role;
select is((select count(*) from report.look where looked_by = session_user), (select count(*) from report.look) - 1,
          'looks of SQL bear the name of the session');

select * from finish();
rollback;
