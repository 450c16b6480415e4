-- Health checks: what makes numbers unbelievable is said beside them.

begin;
select plan(16);
\ir fixtures.sql

-- An arm of 50 units and log-normal values, beside 950.
select pg_temp.make_experiment('skewed', weights => '{950000,50000}');
select pg_temp.make_metric('skewed', 'skewed', 'mean', 'spend');
select pg_temp.make_experiment('even');
select pg_temp.make_metric('even', 'even', 'mean', 'spend');
select pg_temp.expose_many('skewed', 'control', 950);
select pg_temp.expose_many('skewed', 'green', 50);
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'control 1 ' || n, pg_temp.hour(0), now()
from splitplot.experiment e
join splitplot.variant v using (experiment_id)
cross join generate_series(1, 900) n
where e.key = 'even' and (v.key = 'control') = (n % 2 = 0);
select pg_temp.happen(format('%s 1 %s', variant, n), 'spend', 1, round(exp(1.5 * stats.normal_quantile((n - 0.5) / units))::numeric, 4))
from (values ('control', 950), ('green', 50)) v(variant, units) cross join lateral generate_series(1, units) n;
select pg_temp.advance();
select is(pg_temp.check_state('skewed', 'skewness'), 'warn', 'a small arm of skewed values is warned of');
select matches(h ->> 'detail', 'skewed of green \(50 units, [0-9]+ are needed\)', 'with the arm, its units and those needed')
from jsonb_array_elements(report.document('skewed') -> 'health') h where h ->> 'check' = 'skewness';
select is(pg_temp.check_state('even', 'skewness'), 'pass', 'equal arms of the same values are not');

-- Units with a value: as many of both variants, and not.
select pg_temp.make_experiment('shares');
select pg_temp.make_metric('shares', 'fair', 'quantile', 'fair', quantile => 0.5);
select pg_temp.make_metric('shares', 'unfair', 'quantile', 'unfair', quantile => 0.5, role => 'secondary');
select pg_temp.expose('shares', variant || n, variant) from unnest('{control,green}'::text[]) variant, generate_series(1, 400) n;
select pg_temp.happen(variant || n, 'fair', 1, n % 17) from unnest('{control,green}'::text[]) variant, generate_series(1, 300) n;
select pg_temp.advance();
select is(pg_temp.check_state('shares', 'differential_exclusion'), 'pass', 'equal shares of units with a value pass');
select pg_temp.happen(variant || n, 'unfair', 1, n % 17)
from (values ('control', 300), ('green', 240)) v(variant, units) cross join lateral generate_series(1, units) n;
select pg_temp.advance();
select is(pg_temp.check_state('shares', 'differential_exclusion'), 'warn', 'different ones are warned of');
-- Pearson's chi-square of 300, 100 and 240, 160: 800 (300*160 - 100*240)^2 / (400 400 540 260)
select is(
  round((h ->> 'p_value')::numeric, 12),
  round(stats.chi_square_upper_tail(800 * (300 * 160 - 100 * 240) ^ 2 / (400 * 400 * 540.0 * 260)::float8, 1)::numeric, 12),
  'by Pearson''s chi-square')
from jsonb_array_elements(report.document('shares') -> 'health') h where h ->> 'check' = 'differential_exclusion';
select unalike(h ->> 'detail', '%fair, unfair%', 'naming the metric that it is about')
from jsonb_array_elements(report.document('shares') -> 'health') h where h ->> 'check' = 'differential_exclusion';

-- Sessions.
insert into splitplot.exposure
  (id, experiment_id, phase_id, variant_id, unit_id, session_id, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'walker ' || v.key || n, 'session ' || n,
  pg_temp.hour(0), now()
from splitplot.experiment e
join splitplot.variant v using (experiment_id)
cross join generate_series(1, 5) n
where e.key = 'even' and (v.key = 'control' or n = 5);
select is(pg_temp.check_state('even', 'sessions'), null, 'what is not rolled up is not looked at');
select pg_temp.advance();
select is(pg_temp.check_state('even', 'sessions'), 'warn', 'a session that saw both variants is warned of');
select is(h ->> 'detail', '1 of the newest 5 sessions saw several variants', 'and counted')
from jsonb_array_elements(report.document('even') -> 'health') h where h ->> 'check' = 'sessions';

-- Robots.
select is(pg_temp.check_state('shares', 'bots'), null, 'without attributes nobody can be told from a robot');
insert into splitplot.exposure
  (id, experiment_id, phase_id, variant_id, unit_id, attributes, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'agent ' || a.place, a.attributes,
  pg_temp.hour(0), now()
from splitplot.experiment e
join splitplot.variant v on v.experiment_id = e.experiment_id and v.is_control
cross join unnest(array[
  '{"bot": false}', '{"user_agent": "Mozilla/5.0 (Botanic Garden)"}', '{"country": "DE"}'
]::jsonb[]) with ordinality a(attributes, place)
where e.key = 'shares';
select pg_temp.advance();
select is(pg_temp.check_state('shares', 'bots'), 'pass', 'a gardener is no robot');
insert into splitplot.exposure
  (id, experiment_id, phase_id, variant_id, unit_id, attributes, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'robot ' || a.place, a.attributes,
  pg_temp.hour(0), now()
from splitplot.experiment e
join splitplot.variant v on v.experiment_id = e.experiment_id and v.is_control
cross join unnest(array[
  '{"bot": true}', '{"user_agent": "Mozilla/5.0 (compatible; Findbot/2.1)"}', '{"user_agent": "Web Crawler"}'
]::jsonb[]) with ordinality a(attributes, place)
where e.key = 'shares';
select pg_temp.advance();
select matches(h ->> 'detail', '^3 of the newest 5 units', 'robots are counted among those who say what they are')
from jsonb_array_elements(report.document('shares') -> 'health') h where h ->> 'check' = 'bots' and h ->> 'state' = 'warn';

-- Late events: those of these tests happened in 2020. Others come at once.
select is(pg_temp.check_state('shares', 'late_data'), 'warn', 'events that come years later are warned of');
select matches(h ->> 'detail', '^1000 of the newest 1000 events', 'and counted')
from jsonb_array_elements(report.document('shares') -> 'health') h where h ->> 'check' = 'late_data';
insert into splitplot.event (id, units, name, value, occurred_at, received_at)
select gen_random_uuid(), '{"user": "x"}', 'now', 1, now() - interval '1 minute', now() from generate_series(1, 960);
select pg_temp.advance();
select is(pg_temp.check_state('shares', 'late_data'), 'pass', 'of the newest 1000 events 40 may be late');

select * from finish();
rollback;
