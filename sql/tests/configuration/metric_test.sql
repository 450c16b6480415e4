-- A metric is what its definition says, in versions that never change.

begin;
select plan(77);
\ir ../fixtures.sql

-- apply(definitions, dry_run): what came of it, a line each.
create function pg_temp.apply(definitions jsonb, dry_run boolean default false)
  returns setof text
  language sql
as $$
  select concat_ws(' ', a.key, a.outcome, a.version, nullif(a.changes, '{}'))
  from splitplot.apply_metrics(definitions, dry_run) a
$$;
-- The API's role does all this.
grant execute on all functions in schema pg_temp to splitplot_api;
set local role splitplot_api;

-- Applying.
select results_eq(
  $$select pg_temp.apply('[
      {"key": "buys", "kind": "count", "event": "buy", "window": "P14D"},
      {"key": "a", "kind": "ratio", "event": "click", "aggregate": "count", "denominator_event": "view",
       "denominator_aggregate": "count", "minimum_effect": 0.02},
      {"key": "f", "kind": "funnel", "steps": ["view", "cart", "pay"], "event": null}]')$$,
  $$values ('buys created 1'), ('a created 1'), ('f created 1')$$, 'what is new is created, in the order that was given');
select results_eq(
  $$select pg_temp.apply('[
      {"key": "buys", "kind": "count", "event": "buy", "window": "PT336H", "direction": "increase", "net": false},
      {"key": "a", "kind": "ratio", "event": "click", "aggregate": "count", "denominator_event": "view",
       "denominator_aggregate": "count", "minimum_effect": 0.020},
      {"key": "f", "kind": "funnel", "steps": ["view", "pay"]}]')$$,
  $$values ('buys unchanged 1'), ('a unchanged 1'),
      ('f succeeded 2 {"steps": {"to": ["view", "pay"], "from": ["view", "cart", "pay"]}}')$$,
  'what means the same is unchanged, what does not is succeeded');
select is((select steps from splitplot.metric where key = 'f' and version = 1), '{view,cart,pay}', 'the former version stays');
select is((select count(*) from splitplot.metric where key = 'buys'), 1::bigint, 'and what is unchanged is not stored again');
select results_eq($$select pg_temp.apply('[{"key": "f", "kind": "funnel", "steps": ["view", "cart", "pay"]}]')$$,
  $$values ('f succeeded 3 {"steps": {"to": ["view", "cart", "pay"], "from": ["view", "pay"]}}')$$,
  'a definition that was there before the newest is a version again');
select results_eq($$select pg_temp.apply('[{"key": "buys", "kind": "count", "event": "buy"}]')$$,
  $$values ('buys succeeded 2 {"window": {"to": null, "from": "P14D"}}')$$, 'a field that is gone has its default');
select is_empty($$select pg_temp.apply('[]')$$, 'no definitions are no change');

-- Dry runs, and all or nothing.
create temporary table before_dry_run as
select (select count(*) from splitplot.metric) as metrics, (select count(*) from splitplot.audit_log) as audited,
  (select max(version) from splitplot.configuration_version) as version;
select results_eq(
  $$select pg_temp.apply('[{"key": "buys", "kind": "count", "event": "buys"}, {"key": "new", "kind": "mean", "event": "e"}]', true)$$,
  $$values ('buys succeeded 3 {"event": {"to": "buys", "from": "buy"}}'), ('new created 1')$$,
  'a dry run says what a run would do');
select is(pg_temp.outcome(
    format($$select pg_temp.apply('[{"key": "new", "kind": "mean", "event": "e"}, {"key": "bad", "kind": "mean"}]', %L)$$, dry_run)),
  'SP422 rule_broken metrics[1]', 'a definition that cannot be is refused by its place')
from unnest('{true,false}'::boolean[]) dry_run;
select results_eq('select * from before_dry_run',
  $$select (select count(*) from splitplot.metric), (select count(*) from splitplot.audit_log),
      (select max(version) from splitplot.configuration_version)$$, 'and neither leaves anything');
select is(pg_temp.outcome(format('select pg_temp.apply(%L)', d.definitions)), d.problem, d.definitions)
from (values
  ('{}', 'SP422 wrong_type metrics'),
  ('["buys"]', 'SP422 wrong_type metrics[0]'),
  ('[{"key": "k", "kind": "mean", "event": "e", "colour": 1}]', 'SP422 unknown_field metrics[0].colour'),
  ('[{"key": "k", "kind": "mean", "event": "e", "version": 7}]', 'SP422 unknown_field metrics[0].version'),
  ('[{"kind": "mean", "event": "e"}]', 'SP422 missing_field metrics[0].key'),
  ('[{"key": "k", "event": "e"}]', 'SP422 missing_field metrics[0].kind'),
  ('[{"key": "k", "kind": "mean", "event": "e"}, {"key": "k", "kind": "mean", "event": "e"}]',
   'SP422 repeated metrics[1].key')) as d(definitions, problem);
select throws_like(
  $$select splitplot.apply_metrics('[{"key": "k", "kind": "quantile", "event": "e", "quantile": 1}]')$$,
  'metrics[0]: a quantile is between 0 and 1', 'a refusal says which rule was broken');

-- Rules.
select is(pg_temp.outcome(format('select splitplot.add_metric(splitplot.metric_of(%L))',
    jsonb_build_object('key', 'rule-' || left(md5(r.definition), 9)) || r.definition::jsonb)), coalesce('23514 ' || r.rule, 'done'),
  r.definition)
from (values
  ('{"kind": "mode", "event": "e"}', 'a_metric_kind_is_known'),
  ('{"kind": "mean"}', 'funnels_and_only_funnels_have_steps_instead_of_an_event'),
  ('{"kind": "funnel", "event": "e", "steps": ["a", "b"]}', 'funnels_and_only_funnels_have_steps_instead_of_an_event'),
  ('{"kind": "mean", "event": "e", "steps": ["a", "b"]}', 'funnels_and_only_funnels_have_steps_instead_of_an_event'),
  ('{"kind": "funnel", "steps": ["a"]}', 'a_funnel_has_2_to_10_steps'),
  ('{"kind": "funnel", "steps": []}', 'a_funnel_has_2_to_10_steps'),
  ('{"kind": "funnel", "steps": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]}', 'a_funnel_has_2_to_10_steps'),
  ('{"kind": "funnel", "steps": ["a", ""]}', 'a_step_has_1_to_128_bytes'),
  ('{"kind": "funnel", "steps": ["a", "b", "a"]}', 'the_steps_of_a_funnel_differ'),
  ('{"kind": "funnel", "steps": ["a", "b"], "window": "P1D", "covariate": "a"}', null),
  ('{"kind": "funnel", "steps": ["a", "b"], "cap": 1}', 'only_means_counts_and_revenue_are_capped'),
  ('{"kind": "ratio", "event": "e", "aggregate": "count", "denominator_event": "d"}',
   'ratios_and_only_ratios_have_aggregates_and_a_denominator'),
  ('{"kind": "mean", "event": "e", "aggregate": "sum"}', 'ratios_and_only_ratios_have_aggregates_and_a_denominator'),
  ('{"kind": "mean", "event": "e", "denominator_event": "d"}', 'ratios_and_only_ratios_have_aggregates_and_a_denominator'),
  ('{"kind": "ratio", "event": "e", "aggregate": "median", "denominator_event": "d", "denominator_aggregate": "count"}',
   'an_aggregate_is_sum_count_or_amount'),
  ('{"kind": "ratio", "event": "e", "aggregate": "sum", "denominator_event": "d", "denominator_aggregate": "median"}',
   'a_denominator_aggregate_is_sum_count_or_amount'),
  ('{"kind": "ratio", "event": "e", "aggregate": "sum", "denominator_event": "", "denominator_aggregate": "sum"}',
   'a_denominator_event_has_1_to_128_bytes'),
  ('{"kind": "ratio", "event": "e", "aggregate": "sum", "denominator_event": "d", "denominator_aggregate": "sum", "cap": 9}',
   'only_means_counts_and_revenue_are_capped'),
  ('{"kind": "ratio", "event": "e", "aggregate": "amount", "denominator_event": "d", "denominator_aggregate": "sum"}',
   'amounts_and_only_amounts_have_a_currency'),
  ('{"kind": "ratio", "event": "e", "aggregate": "sum", "denominator_event": "d", "denominator_aggregate": "sum",
     "currency": "EUR"}', 'amounts_and_only_amounts_have_a_currency'),
  ('{"kind": "ratio", "event": "order", "aggregate": "amount", "denominator_event": "order",
     "denominator_aggregate": "count", "currency": "EUR"}', null),
  ('{"kind": "quantile", "event": "e"}', 'quantiles_and_only_quantiles_have_a_quantile'),
  ('{"kind": "mean", "event": "e", "quantile": 0.5}', 'quantiles_and_only_quantiles_have_a_quantile'),
  ('{"kind": "quantile", "event": "e", "quantile": 0}', 'a_quantile_is_between_0_and_1'),
  ('{"kind": "quantile", "event": "e", "quantile": "NaN"}', 'a_quantile_is_between_0_and_1'),
  ('{"kind": "quantile", "event": "e", "quantile": 0.5, "covariate": "c"}', 'a_quantile_has_no_covariate'),
  ('{"kind": "quantile", "event": "e", "quantile": 0.5, "cap_quantile": 0.9}', 'only_means_counts_and_revenue_are_capped'),
  ('{"kind": "retention", "event": "e", "window": "P7D"}', 'retention_and_only_retention_has_a_window_start'),
  ('{"kind": "count", "event": "e", "window": "P7D", "window_start": "P1D"}', 'retention_and_only_retention_has_a_window_start'),
  ('{"kind": "retention", "event": "e", "window_start": "P1D"}', 'a_window_starts_before_it_ends'),
  ('{"kind": "retention", "event": "e", "window_start": "P7D", "window": "P7D"}', 'a_window_starts_before_it_ends'),
  ('{"kind": "retention", "event": "e", "window_start": "P0D", "window": "P7D"}', 'a_window_starts_before_it_ends'),
  ('{"kind": "retention", "event": "e", "window_start": "P1D", "window": "P7D", "unripe": "exclude"}', null),
  ('{"kind": "mean", "event": "e", "cap": 0}', 'a_cap_is_positive'),
  ('{"kind": "mean", "event": "e", "cap": "NaN"}', 'a_cap_is_positive'),
  ('{"kind": "mean", "event": "e", "cap": "Infinity"}', 'a_cap_is_positive'),
  ('{"kind": "mean", "event": "e", "cap_quantile": 1}', 'a_cap_quantile_is_between_0_and_1'),
  ('{"kind": "mean", "event": "e", "cap": 1, "cap_quantile": 0.9}', 'a_cap_is_a_value_or_a_quantile'),
  ('{"kind": "proportion", "event": "e", "cap": 1}', 'only_means_counts_and_revenue_are_capped'),
  ('{"kind": "mean", "event": "e", "unripe": "exclude"}', 'a_unit_ripens_within_a_window'),
  ('{"kind": "mean", "event": "e", "window": "P1D", "unripe": "wait"}', 'unripe_units_are_measured_so_far_or_excluded'),
  ('{"kind": "mean", "event": "e", "covariate_window": "P7D"}', 'a_covariate_window_has_a_covariate'),
  ('{"kind": "mean", "event": "e", "covariate": "c", "covariate_window": "P-7D"}', 'a_covariate_window_is_positive'),
  ('{"kind": "revenue", "event": "order", "currency": "EUR", "net_within": "P7D"}', 'only_net_revenue_is_net_within'),
  ('{"kind": "revenue", "event": "order", "currency": "EUR", "net": true, "net_within": "P0D"}', 'net_within_is_positive'),
  ('{"kind": "revenue", "event": "order"}', 'amounts_and_only_amounts_have_a_currency'),
  ('{"kind": "mean", "event": "e", "minimum_effect": 0}', 'a_minimum_effect_is_positive'),
  ('{"kind": "mean", "event": "e", "minimum_effect": "NaN"}', 'a_minimum_effect_is_positive')) as r(definition, rule);

-- Experiments keep the version that they were made with.
reset role;
select pg_temp.make_layer('page');
select pg_temp.make_draft('e', 'page');
select splitplot.change_experiment('e', '{"metrics": [{"metric": "f", "role": "primary"}]}');
select pg_temp.apply('[{"key": "f", "kind": "funnel", "steps": ["a", "b"]}]');
select is((select m.version from splitplot.experiment_metric join splitplot.metric m using (metric_id)), 3,
          'a draft keeps its version');
select is(splitplot.experiment_document(e)::jsonb #>> '{metrics,0,version}', '3', 'and says which')
from splitplot.experiment e;
select splitplot.change_experiment('e', '{"metrics": [{"metric": "f", "role": "primary"}]}');
select is((select m.version from splitplot.experiment_metric join splitplot.metric m using (metric_id)), 4,
          'until it is given its metrics anew');

-- Nobody changes a version.
select is(pg_temp.outcome(statement), 'SP409 metric_is_constant', statement)
from unnest(array[
  'update splitplot.metric set description = ''better''', 'update splitplot.metric set direction = ''decrease'' where false',
  'delete from splitplot.metric where key = ''buys''', 'truncate splitplot.metric cascade']) statement;
select is(pg_temp.outcome(statement, 'splitplot_api'), '42501', 'the API may not: ' || statement)
from unnest(array['update splitplot.metric set description = ''better''', 'delete from splitplot.metric']) statement;

-- The log has them.
select results_eq(
  $$select action, after ->> 'version', after -> 'steps' from splitplot.audit_log
    where table_name = 'metric' and after ->> 'key' = 'f' order by audit_log_id$$,
  $$values ('insert', '1', '["view", "cart", "pay"]'::jsonb), ('insert', '2', '["view", "pay"]'),
      ('insert', '3', '["view", "cart", "pay"]'), ('insert', '4', '["a", "b"]')$$, 'each version is in the audit log');

select * from finish();
rollback;
