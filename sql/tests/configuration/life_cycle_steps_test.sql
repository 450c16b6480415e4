-- Each action in each state: what the life cycle has no step for is refused, and by its state.

begin;
select plan(99);
\ir ../fixtures.sql

select pg_temp.make_layer('page');
select pg_temp.make_draft(s.state, 'page', 100000)
from unnest('{draft,running,paused_control,paused_variant,stopped,concluded,launched,archived}'::text[]) s(state);
select pg_temp.next_transaction();
select splitplot.start_experiment(s.state)
from unnest('{running,paused_control,paused_variant,stopped,concluded,launched,archived}'::text[]) s(state);
select pg_temp.next_transaction();
select splitplot.pause_experiment(s.state, substr(s.state, 8)) from unnest('{paused_control,paused_variant}'::text[]) s(state);
select splitplot.stop_experiment(s.state) from unnest('{stopped,concluded,launched,archived}'::text[]) s(state);
select pg_temp.next_transaction();
select splitplot.conclude_experiment('concluded', 'keep_control', reason => 'no difference');
select splitplot.conclude_experiment('launched', 'ship', 'v2', 100000, reason => 'better');
select splitplot.archive_experiment('archived');
select pg_temp.next_transaction();

create temporary table action (name text, statement text, legal_states text[]);
insert into action values
  ('start', 'select splitplot.start_experiment(%L)', '{draft}'),
  ('change of targeting', 'select splitplot.change_experiment(%L, ''{"targeting": {"a": 1}}'')', '{draft,running,launched}'),
  ('change of parameters', 'select splitplot.change_experiment(%L, ''{"variants": ['
    '{"key": "v1", "weight_ppm": 500000, "parameters": {"button": 1}}, {"key": "v2", "weight_ppm": 500000}]}'')',
   '{draft,running}'),
  ('ramp', 'select splitplot.ramp_experiment(%L, 50000)', '{running,launched}'),
  ('pause that shows control', 'select splitplot.pause_experiment(%L, ''control'')', '{running,paused_variant}'),
  ('pause that shows variants', 'select splitplot.pause_experiment(%L, ''variant'')', '{running,paused_control}'),
  ('resume', 'select splitplot.resume_experiment(%L)', '{paused_control,paused_variant}'),
  ('stop', 'select splitplot.stop_experiment(%L)', '{running,paused_control,paused_variant}'),
  ('conclude', 'select splitplot.conclude_experiment(%L, ''inconclusive'', reason => ''r'')', '{stopped}'),
  ('archive', 'select splitplot.archive_experiment(%L)', '{draft,stopped,concluded,launched}');

-- The action is taken back, so that the next one finds the same state.
create function pg_temp.try(statement text)
  returns text
  language plpgsql
as $$
declare
  result text;
begin
  result := pg_temp.outcome(statement, 'splitplot_api');
  raise exception using errcode = 'RT000', message = result;
exception
  when sqlstate 'RT000' then return sqlerrm;
end
$$;

select is(pg_temp.try(format(a.statement, e.key)),
          case when e.key = any (a.legal_states) then 'done' else 'SP409 illegal_transition state' end,
          format('%s of what is %s', a.name, e.key))
from action a, splitplot.experiment e;

select is(pg_temp.try(format(a.statement, 'nobody')), 'SP404 unknown_experiment experiment', a.name || ' of what is not there')
from action a;
select is(pg_temp.try(replace(format(a.statement, 'running'), ')', ', expected_version => 1)')),
          'SP412 experiment_changed If-Match', a.name || ' of what has another version')
from action a
where a.name in ('start', 'ramp', 'resume', 'stop', 'archive', 'conclude');
select is(
  (select array_agg(distinct version) from splitplot.experiment where key <> 'draft'), '{2,3,4}',
  'every step but the first makes another version');
select results_eq(
  'select key, owned, open from (values (1)) x, lateral (
     select e.key, coalesce(sum(upper(a.buckets) - lower(a.buckets)) filter (where upper_inf(a.valid)), 0) as owned,
       max(splitplot.range_count(p.open_buckets)) filter (where upper_inf(p.valid)) as open
     from splitplot.experiment e
     left join splitplot.allocation a using (experiment_id)
     left join splitplot.assignment_plan p on p.experiment_id = e.experiment_id and upper_inf(p.valid)
     group by e.key) y order by key',
  $$values ('archived', 0::bigint, null::integer), ('concluded', 0, null), ('draft', 0, null), ('launched', 100000, 100000),
    ('paused_control', 100000, 0), ('paused_variant', 100000, 0), ('running', 100000, 100000), ('stopped', 0, null)$$,
  'who ended owns nothing; who is paused keeps its buckets, closed');
select is(
  (select array_agg(t.step order by t.audit_log_id)
   from (
     select a.audit_log_id, splitplot.life_cycle_step(a) as step
     from splitplot.audit_log a
     where a.table_name = 'experiment' and a.after ->> 'key' = 'launched') t),
  '{create,start,stop,conclude}', 'the audit log has each step by its name');

select * from finish();
rollback;
