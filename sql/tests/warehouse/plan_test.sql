-- A plan says how many units an experiment needs and how long they take, from history and traffic, or what is missing.
--
-- Numbers of units were computed elsewhere (Python, statistics.NormalDist), from the formulas beside them.

begin;
select plan(77);
\ir fixtures.sql

-- Of 200 control units the values are 0, 1, 2, 3 equally often: 2a + b with a and b 0 or 1. The covariate is a, so it
-- explains 0.8 of the variance, which is 1.25 * 200/199 in the sample.
select pg_temp.make_experiment('past');
select pg_temp.make_metric('past', 'spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.make_metric('past', 'wins', 'mean', 'win', role => 'secondary');
select pg_temp.make_metric('past', 'never', 'mean', 'nothing', role => 'guardrail');
select pg_temp.expose('past', v || n, v, 24)
from unnest('{control,green}'::text[]) v cross join generate_series(0, 199) n;
select pg_temp.happen(v || n, 'buy', 30, n % 4 + case v when 'green' then 5 else 0 end)
from unnest('{control,green}'::text[]) v cross join generate_series(0, 199) n;
select pg_temp.happen(v || n, 'visit', 1, n % 4 / 2)
from unnest('{control,green}'::text[]) v cross join generate_series(0, 199) n;
select pg_temp.happen('control' || n, 'win', 30, 50) from generate_series(1, 2) n;
select pg_temp.make_metric('past', 'per-buy', 'ratio', 'buy', role => 'guardrail', aggregate => 'sum',
                           denominator_event => 'wait', denominator_aggregate => 'count');
select pg_temp.make_metric('past', 'wait', 'quantile', 'wait', role => 'guardrail', quantile => 0.5);
select pg_temp.happen(v || n, 'wait', 30, n)
from unnest('{control,green}'::text[]) v cross join generate_series(0, 99) n;
update splitplot.metric set minimum_effect = 0.1;

-- make_draft(key, ...): a draft with metrics of the experiment past.
create function pg_temp.make_draft(
  key text, metrics text[] default '{spend}', variants text[] default '{control,green}',
  weights integer[] default '{500000,500000}', method jsonb default '{"kind": "fixed_horizon", "alpha": 0.05}')
  returns void
  language sql
as $$
  select pg_temp.make_experiment(
    make_draft.key, make_draft.variants, make_draft.weights, make_draft.method, 'draft');
  insert into splitplot.experiment_metric (experiment_id, metric_id, role)
  select e.experiment_id, m.metric_id, 'primary'
  from splitplot.experiment e
  join splitplot.metric m on m.key = any (make_draft.metrics)
  where e.key = make_draft.key;
$$;

-- value(experiment, path, options): what the plan says at a place.
create function pg_temp.value(experiment text, path jsonpath, options jsonb default '{}')
  returns jsonb
  language sql
as $$
  select jsonb_path_query_first(report.plan(value.experiment, value.options), value.path)
$$;

select pg_temp.make_draft('next');
select pg_temp.make_draft('three', variants => '{control,green,red}', weights => '{500000,300000,200000}');
select pg_temp.make_draft('watched', method => '{"kind": "always_valid", "alpha": 0.05, "planned_units": 2000}');
select pg_temp.make_draft(
  'in-looks', method => '{"kind": "group_sequential", "alpha": 0.05, "planned_units": 2000, "looks": 14}');
select pg_temp.make_draft('several', '{spend,wins,never}');
select pg_temp.advance();

-- History without traffic.
select is(pg_temp.value('next', '$.metrics[0].baseline.source'), '"past"', 'history is that of another experiment');
select is(pg_temp.value('next', '$.metrics[0].baseline.units'), '200', 'of its control');
select is(pg_temp.value('next', '$.metrics[0].baseline.mean'), '1.5', 'whose mean is the baseline');
select is(round((pg_temp.value('next', '$.metrics[0].baseline.standard_deviation')::float8 ^ 2)::numeric, 9),
          round(1.25 * 200 / 199, 9), 'with its variance');
select is(round(pg_temp.value('next', '$.metrics[0].baseline.variance_ratio')::numeric, 9), 0.2,
          'the covariate leaves a fifth of it, and the effect of green is no correlation');
select is(pg_temp.value('next', '$.metrics[0].effect'), '0.1', 'the effect is the metric''s minimum');
select is(pg_temp.value('next', '$.metrics[0].note'), 'null', 'nothing is missing of the metric');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0]') - '{days,weeks,note}'::text[],
          '{"method": "fixed_horizon", "with_covariate": false, "units": 1753,
            "control_units": 877, "treatment_units": 877}',
          'n = (z_{0.975} + z_{0.8})^2 2 s^2 / D^2 an arm');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[1].units'), '351',
          'with the covariate a fifth of that');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0].units')::float8,
          (select ceil(2 * exact_baseline)
           from stats.sample_size_means(0.15, sqrt(1.25 * 200 / 199), sqrt(1.25 * 200 / 199))),
          'as stats.sample_size_means() has it');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0].units', '{"power": 0.9}'), '2347',
          'more power, more units');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0].units', '{"effect": 0.2}'), '439',
          'twice the effect, a quarter of the units');
select is(pg_temp.value('next', '$.traffic.note') #>> '{}',
          'no new unit was exposed to any experiment on this unit type in the last 28 days; give units_per_day',
          'without traffic a sentence');
select is(jsonb_path_query_array(report.plan('next'), '$.metrics[0].comparison_plans[0].sizes[0].keyvalue() ? (@.value == null).key'),
          '["days", "note", "weeks"]', 'instead of a duration');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve'), 'null', 'and no curve');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0].days', '{"units_per_day": 100}'), '18',
          'unless somebody says how much there is');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].recommended', '{"units_per_day": 100}') -> 'weeks', '3',
          'whole weeks are recommended');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[0].weeks', '{"units_per_day": 100000}'), '1',
          'and one at least');

-- Several treatments share alpha.
select is(pg_temp.value('three', '$.metrics[0].comparisons'), '2', 'two treatments are two comparisons');
select is(pg_temp.value('three', '$.metrics[0].alpha'), '0.025', 'which share alpha');
select is(jsonb_path_query_array(report.plan('three'), '$.metrics[0].comparison_plans[*].sizes[0].units'), '[2831, 3715]',
          'n_c = (z_{1-a/4} + z_{0.8})^2 (s^2 + s^2/r) / D^2, over the control''s share');
select is(pg_temp.value('three', '$.metrics[0].comparison_plans[1].sizes[0].treatment_units'), '743',
          'of which red gets a fifth');

-- The declared method.
select is(pg_temp.value('watched', '$.metrics[0].method'), '"always_valid"', 'the declared method is planned for');
select is(jsonb_path_query_array(report.plan('watched'), '$.metrics[0].comparison_plans[0].sizes[*].method'),
          '["fixed_horizon", "fixed_horizon", "always_valid", "always_valid"]', 'beside a fixed horizon');
select is(pg_temp.value('watched', '$.metrics[0].comparison_plans[0].sizes[2].units'), '3384',
          'Phi((D - h(N)) / se(N)) = 0.8 with h the half-width of the always-valid interval');
select is(pg_temp.value('watched', '$.metrics[0].comparison_plans[0].sizes[2].units', '{"effect": 9}'), '200',
          'what holds at every look needs 100 units of each arm');
select is(pg_temp.value('watched', '$.metrics[0].comparison_plans[0].recommended.units')::int,
          pg_temp.value('watched', '$.metrics[0].comparison_plans[0].sizes[2].units')::int,
          'the declared method without the covariate is recommended');
select is(pg_temp.value('in-looks', '$.metrics[0].comparison_plans[0].sizes[2].units'), 'null',
          'of a group-sequential test SQL does not know the units');
select matches(pg_temp.value('in-looks', '$.metrics[0].comparison_plans[0].sizes[2].note') #>> '{}', 'take integrals',
               'and says so');
select is(pg_temp.value('in-looks', '$.metrics[0].comparison_plans[0].sizes[2].units', '{"inflation": 1.042}'), '1827',
          'with the inflation it does');

-- Ratios and quantiles have their own deviations.
select pg_temp.make_draft('kinds', '{per-buy,wait}');
select is(pg_temp.value('kinds', '$.metrics[0].baseline') - '{from,version,source,skewness,variance_ratio}'::text[],
          jsonb_build_object('units', 200, 'mean', mean, 'standard_deviation', standard_deviation),
          'the baseline of a ratio is that of the report')
from report.experiment('past') where metric = 'per-buy' and is_control;
select is(pg_temp.value('kinds', '$.metrics[1].baseline.mean'), '49.5', 'that of a quantile is the quantile');
select is(pg_temp.value('kinds', '$.metrics[1].comparison_plans[0].sizes[0].units')::float8,
          (select ceil(2 * 200 * stats.square(3.083024 * standard_error / 4.95))
           from report.experiment('past') where metric = 'wait' and not is_control),
          'with units as exposed: its error falls with their root, though only half of them have a value');

select is(jsonb_path_query_array(report.plan('kinds'), '$.metrics[*].baseline.variance_ratio'), '[null, null]',
          'without a covariate nothing is said of one');
select is(jsonb_path_query_array(report.plan('kinds'), '$.metrics[*].comparison_plans[0].sizes[*].with_covariate'),
          '[false, false]', 'nor planned with one');

-- A skewed metric asks for more units than its power.
select is(pg_temp.value('several', '$.metrics[2].comparison_plans[0].skewness_units')::float8,
          (select ceil(2 * stats.skewness_units(skewness)) from report.experiment('past')
           where metric = 'wins' and is_control), 'skewness asks for 355 skewness^2 units in the smaller arm');
select is(pg_temp.value('several', '$.metrics[2].comparison_plans[0].recommended.units', '{"effect": 10}'),
          pg_temp.value('several', '$.metrics[2].comparison_plans[0].skewness_units'), 'and they are recommended');
select matches(pg_temp.value('several', '$.metrics[2].comparison_plans[0].note', '{"effect": 10}') #>> '{}',
               '^the skewness of [0-9.]+ asks for more units', 'with a sentence');

-- What is missing has a sentence.
select is(pg_temp.value('several', '$.metrics[0].note') #>> '{}',
          'the values of the baseline do not vary, so no number of units can be computed', 'values that are all 0');
select is(pg_temp.value('several', '$.metrics[0].comparison_plans[0]') ? 'sizes', false, 'have no sizes');
update splitplot.metric set minimum_effect = null where key = 'spend';
select matches(pg_temp.value('next', '$.metrics[0].note') #>> '{}', '^the metric has no minimum effect',
               'a metric without minimum effect');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes'), 'null', 'has no sizes');
select is(jsonb_array_length(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve', '{"units_per_day": 100}')), 8,
          'but a curve');
update splitplot.metric set minimum_effect = 0.1 where key = 'spend';
select pg_temp.make_experiment('unheard', state => 'draft');
select pg_temp.make_metric('unheard', 'unheard-of', 'mean', 'buy');
select is(pg_temp.value('unheard', '$.metrics[0].note') #>> '{}',
          'no experiment on users has 100 units of a control with this metric; give baseline_mean and baseline_sd; '
          'the metric has no minimum effect, so there is nothing to find; give effect, a relative difference',
          'a metric without history');
select is(pg_temp.value('unheard', '$.metrics[0].comparison_plans[0].sizes[0].units',
            '{"effect": 0.1, "baseline_mean": 10, "baseline_sd": 10}'), '3140',
          'can be planned from a baseline by hand: 2 (z_{0.975} + z_{0.8})^2 2 10^2 / 1');
select is(pg_temp.value('unheard', '$.metrics[0].note', '{"effect": 0.1, "baseline_mean": 0, "baseline_sd": 1}') #>> '{}',
          'the mean of the baseline is 0, so a relative effect has no size', 'not from a mean of 0');
select is(pg_temp.value('unheard', '$.metrics[0].comparison_plans[0].sizes[0].note',
            '{"effect": 0.000001, "baseline_mean": 0.001, "baseline_sd": 1000000}') #>> '{}',
          'more than 10^15 units', 'nor for an effect that nobody can find');
select pg_temp.make_draft('weightless', weights => '{0,1000000}');
select is(pg_temp.value('weightless', '$.metrics[0].comparison_plans[0].note') #>> '{}',
          'the control gets no traffic in the newest phase', 'a control without weight');
select pg_temp.make_draft('no-control');
update splitplot.variant set is_control = false
where experiment_id = (select experiment_id from splitplot.experiment where key = 'no-control');
select is(pg_temp.value('no-control', '$.metrics[0].comparison_plans[0].note') #>> '{}',
          'the experiment has no control', 'no control');
select pg_temp.make_experiment('bare', state => 'draft');
select is(pg_temp.value('bare', '$.metrics'), '[]', 'no metrics');
select is(pg_temp.value('past', '$.metrics[0].baseline.source'), '"past"', 'what runs is its own history');

-- Traffic: 10 new units a day, who are in two experiments each; who was there before comes back and does not count.
create function pg_temp.expose_days_ago(experiment text, unit text, days integer)
  returns void
  language sql
as $$
  select pg_temp.expose(
    experiment, unit, 'control',
    extract(epoch from date_trunc('day', now(), 'UTC') - pg_temp.hour(0)) / 3600 - 24 * days + 12)
$$;
select pg_temp.make_experiment('busy');
select pg_temp.make_experiment('busy-too');
select pg_temp.make_experiment('sessions');
update splitplot.experiment set unit_type_id = 2 where key = 'sessions';
select pg_temp.expose_days_ago(key, 'u' || n, 1 + n % 28)
from generate_series(1, 280) n cross join unnest('{busy,busy-too}'::text[]) key;
select pg_temp.expose_days_ago('busy', 'control' || n, 3) from generate_series(0, 99) n;
select pg_temp.expose_days_ago('busy', 'today' || n, 0) from generate_series(1, 50) n;
select pg_temp.expose_days_ago('sessions', 's' || n, 2) from generate_series(1, 70) n;
select pg_temp.advance();
update splitplot.phase set traffic_ppm = 500000
where experiment_id = (select experiment_id from splitplot.experiment where key = 'next');

select is(pg_temp.value('next', '$.traffic') - '{first_day,note}'::text[],
          '{"source": "measured", "days": 28, "units_per_day": 10, "traffic": 0.5, "experiment_units_per_day": 5}',
          'units count once, when they are new, on full days, and the experiment gets its share');
update splitplot.experiment set unit_type_id = 2 where key = 'bare';
select is(pg_temp.value('bare', '$.traffic.units_per_day'), '35', 'so do others on it');
update splitplot.experiment set unit_type_id = 3 where key = 'bare';
insert into splitplot.unit_type (unit_type_id, key, description) values (3, 'device', '');
select is(pg_temp.value('bare', '$.traffic.note') #>> '{}',
          'no unit was exposed to any experiment on this unit type before today; give units_per_day',
          'a unit type that nothing ran on has no traffic');
select is(pg_temp.value('bare', '$.traffic.days'), 'null', 'and no days to count');
select is(pg_temp.value('sessions', '$.traffic.units_per_day'), '35', 'another unit type has its own, since its first day');
select is(pg_temp.value('sessions', '$.traffic.note') #>> '{}',
          'measured over 2 full days only, which may not be like a week', 'however few');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].recommended'),
          '{"units": 1753, "days": 351, "weeks": 51}', 'units over those of a day, and whole weeks');
select is(pg_temp.value('next', '$.metrics[0].comparison_plans[0].sizes[1].weeks'), '11', 'with the covariate it is sooner');
select is(jsonb_array_length(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve')), 8, 'a curve of 8 weeks');
select is(round(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve[0].lift')::numeric, 9), 0.707704599,
          'of the lift that is found: (z_{0.975} + z_{0.8}) s sqrt(4/n) / mean');
select is(round(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve[0].lift_with_covariate')::numeric, 9),
          0.316495118, 'of the lift with the covariate');
select is(round(pg_temp.value('next', '$.metrics[0].comparison_plans[0].curve[7].lift')::numeric, 9), 0.250211361,
          'which falls with time');
select is(pg_temp.value('watched', '$.metrics[0].comparison_plans[0].curve[1].lift'), 'null',
          'what holds at every look finds nothing before 100 units an arm');
select cmp_ok(
  pg_temp.value('watched', '$.metrics[0].comparison_plans[0].curve[7].lift')::float8, '>',
  stats.mde_means(sqrt(1.25 * 200 / 199), 280, sqrt(1.25 * 200 / 199), 280) / 1.5, 'and less than one look after that');

-- Nonsense.
select is(pg_temp.outcome(format('select report.plan(%L, %L)', 'next', o.options)), o.outcome, format('%s is refused', o.options))
from (values
  ('{"effect": 0}', 'SP422 out_of_range'), ('{"effect": "0.1"}', 'SP422 out_of_range'),
  ('{"power": 1}', 'SP422 out_of_range'), ('{"alpha": 0.05}', 'SP422 unknown_field'),
  ('{"metric": "wins"}', 'SP422 unknown_metric'), ('{"baseline_mean": 1}', 'SP422 missing_field'),
  ('[]', 'SP422 wrong_type')) o(options, outcome);
select is(pg_temp.outcome($$select report.plan('several', '{"baseline_mean": 1, "baseline_sd": 1}')$$),
          'SP422 missing_field', 'a baseline of several metrics is refused');
select is(pg_temp.outcome($$select report.plan('nowhere')$$), 'SP404 unknown_experiment', 'so is an unknown experiment');

select is_empty(
  $$select key from splitplot.experiment where report.plan(key, '{"effect": 0.1}')::text ~ 'NaN|Infinity'$$,
  'no plan has a number that is none');
select is(count(*), 0::bigint, 'planning is no look')
from report.look join splitplot.experiment using (experiment_id) where key <> 'past';
set local role splitplot_reporter;
select report.plan('next') -> 'metrics' -> 0 -> 'baseline' ->> 'source' = 'past' as planned \gset
reset role;
select is(:'planned'::boolean, true, 'who may see sums only may plan');

select * from finish();
rollback;
