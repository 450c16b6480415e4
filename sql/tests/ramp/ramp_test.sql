-- Ramps: planning, acting by the evidence and by hand, the last word of whoever changes the experiment, the kill
-- switch.

begin;
select plan(62);
\ir ../fixtures.sql

select pg_temp.make_layer('ui');
select pg_temp.make_draft('e', 'ui', 10000);
select pg_temp.make_draft('draft', 'ui', 10000);
select pg_temp.make_draft('elsewhere', null);
insert into splitplot.metric (key, kind, event) values ('latency', 'mean', 'latency'), ('other', 'mean', 'other');
insert into splitplot.experiment_metric (experiment_id, metric_id, role)
select e.experiment_id, m.metric_id, 'guardrail'
from splitplot.experiment e, splitplot.metric m
where e.key = 'e' and m.key = 'latency';
select splitplot.start_experiment(key) from unnest('{e,elsewhere}'::text[]) as key;

-- plan(steps): a ramp of e whose steps have these shares, each held for an hour; what is planned is more.
create function pg_temp.plan_ramp(shares integer[], more jsonb default '{}')
  returns void
  language sql
as $$
  select pg_temp.next_transaction();
  select splitplot.plan_ramp('e', (
    select jsonb_agg(jsonb_build_object('traffic_ppm', share, 'hold', 'PT1H') || more order by place)
    from unnest(shares) with ordinality as s(share, place)), '1 hour', null, 'to see');
$$;

-- pass(hours): so many hours go by.
create function pg_temp.pass(hours numeric)
  returns void
  language sql
as $$
  select pg_temp.next_transaction();
  update splitplot.ramp set step_began_at = step_began_at - hours * interval '1 hour';
  update splitplot.ramp_look set looked_at = looked_at - hours * interval '1 hour';
$$;

create function pg_temp.evidence(more jsonb default '{}')
  returns jsonb
  language sql
as $$
  select jsonb_build_object(
    'data_as_of', clock_timestamp(), 'units', '{"v1": 200, "v2": 200}'::jsonb,
    'sample_ratio', '{"p_value": 0.5, "unplanned_units": 0}'::jsonb,
    'guardrails', '[{"metric": "latency", "variant": "v2", "p_value": 0.5, "state": "ok"}]'::jsonb) || more
$$;

create function pg_temp.harm()
  returns jsonb
  language sql
as $$
  select '{"guardrails": [{"metric": "latency", "variant": "v2", "p_value": 1e-9, "state": "ok"}]}'::jsonb
$$;

create function pg_temp.judge(more jsonb default '{}')
  returns text
  language sql
as $$
  select concat_ws(' ', j.action, j.to_step) from splitplot.judge_ramp('e', pg_temp.evidence(more)) j
$$;

-- state(): ramp, step, traffic, mode and number of the phase in force.
create function pg_temp.state()
  returns text
  language sql
as $$
  select format('%s %s, %s %s in phase %s', r.state, r.step, p.mode, p.traffic_ppm, p.number)
  from splitplot.experiment e
  cross join lateral splitplot.phase_in_force(e.experiment_id) p
  cross join lateral (
    select r.* from splitplot.ramp r where r.experiment_id = e.experiment_id order by r.ramp_id desc limit 1) r
  where e.key = 'e'
$$;

create function pg_temp.last_event()
  returns text
  language sql
as $$
  select concat_ws(' ', v.action, v.from_step, v.to_step, v.reason,
                   case when v.evidence is not null then '(evidence)' end)
  from splitplot.ramp_event v
  order by v.ramp_event_id desc
  limit 1
$$;

-- Planning.
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{}')$$), 'SP422 out_of_range steps', 'a ramp has steps');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{20000,20000}')$$), 'SP422 not_rising steps[1].traffic',
          'each step raises the traffic');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{9999,20000}')$$), 'SP422 not_rising steps[0].traffic',
          'the first does not lower it');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{10000,20000}', '{"hold": null}')$$),
          'SP422 missing_field steps[0].hold', 'each step but the last has a hold time');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{10000}', '{"guardrails": [{"metric": "other"}]}')$$),
          'SP422 unknown_metric steps[0].guardrails', 'only a metric of the experiment can guard it');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{20000}', '{"roll_back_to_ppm": 20000}')$$),
          '23514 rolling_back_lowers_traffic', 'rolling back lowers');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{20000}', '{"sample_ratio": 1}')$$),
          '23514 a_threshold_is_a_probability', 'a threshold is a probability');
select is(pg_temp.outcome($$select splitplot.plan_ramp('draft', '[{"traffic_ppm": 20000}]')$$),
          'SP409 illegal_transition state', 'a draft is not ramped');
select is(pg_temp.outcome($$select splitplot.plan_ramp('elsewhere', '[{"traffic_ppm": 20000}]')$$),
          'SP409 assigned_elsewhere', 'nor what another system assigns');
select is(pg_temp.outcome($$select splitplot.plan_ramp('nowhere', '[{"traffic_ppm": 20000}]')$$),
          'SP404 unknown_experiment experiment', 'nor what is not there');
select is(pg_temp.outcome($$select splitplot.plan_ramp('e', '[{"traffic_ppm": 20000}]', '1 hour', 99)$$),
          'SP412 experiment_changed If-Match', 'nor what has changed meanwhile');
select is(pg_temp.outcome($$select splitplot.hold_ramp('e', null, 'why')$$), 'SP409 no_ramp',
          'what was not planned cannot hold');

select is(
  pg_temp.outcome(
    $$select splitplot.plan_ramp('e', '[{"traffic_ppm": 10000, "hold": "PT1H"}, {"traffic_ppm": 100000, "hold": "PT1H"},
        {"traffic_ppm": 300000, "hold": "PT1H"}, {"traffic_ppm": 600000, "hold": "PT1H"}]', '1 hour', 2, 'to see')$$,
    'splitplot_api'),
  'done', 'the API plans ramps');
select is(pg_temp.state(), 'running 1, running 10000 in phase 1', 'a first step that is in force opens no phase');
select results_eq(
  $$select s.number, s.roll_back_to_ppm, s.sample_ratio, s.on_failure, m.key, g.alpha
    from splitplot.ramp_step s
    left join splitplot.ramp_guardrail g using (ramp_id, number)
    left join splitplot.metric m using (metric_id)
    order by 1$$,
  $$values (1, 0, 0.001::float8, 'hold', 'latency', 0.05::float8), (2, 10000, 0.001, 'hold', 'latency', 0.05),
           (3, 100000, 0.001, 'hold', 'latency', 0.05), (4, 300000, 0.001, 'hold', 'latency', 0.05)$$,
  'what a plan leaves open is filled in');
select is(pg_temp.outcome($$select pg_temp.plan_ramp('{20000}')$$), 'SP409 ramp_exists', 'there is one ramp at a time');

-- By the evidence.
select results_eq($$select * from splitplot.ramps_due()$$, $$values ('e', '{latency}'::text[])$$,
          'a running ramp is due');
select is(pg_temp.judge(), 'wait 1', 'a look too early changes nothing');
select is(pg_temp.last_event(), 'plan 1 to see', 'and is no event');
select is((select l.why from splitplot.ramp_look l) ~ '^step 1 is held until', true,
          'but the ramp says what it waits for');
select pg_temp.pass(1);
select is(pg_temp.judge(), 'advance 2', 'after its time the step is over');
select is(pg_temp.state(), 'running 2, running 100000 in phase 2', 'and the next is in force');
select is(pg_temp.last_event(), 'advance 1 2 step 1 was held for its time, and nothing speaks against it (evidence)',
          'with its reason and the evidence');
select is(pg_temp.judge(), 'wait 2', 'a second server finds it done');
select is((select count(*) from splitplot.audit_log a
           where a.table_name = 'ramp' and a.action = 'update' and a.reason ~ '^step 1 was held'
             and a.after ->> 'step' = '2'),
          1::bigint, 'the audit log has it, with the reason');
select pg_temp.pass(3);
select is(pg_temp.judge(), 'advance 4', 'steps that came due while nobody looked fold into one');
select is(pg_temp.state(), 'running 4, running 600000 in phase 3', 'which is one phase');
select pg_temp.pass(1);
select is(pg_temp.judge(), 'finish 4', 'after the last step the ramp is finished');
select is(pg_temp.judge(), 'none', 'and nothing more happens');
select is((select count(*) from splitplot.ramps_due()), 0::bigint, 'it is due no more');
select is(pg_temp.state(), 'finished 4, running 600000 in phase 3', 'the traffic stays');

-- Failures.
select pg_temp.plan_ramp('{600000,700000,800000}', '{"on_failure": "roll_back"}');
select pg_temp.pass(1);
select is(pg_temp.judge(), 'advance 2', 'another ramp begins where the first ended');
select pg_temp.pass(0.1);
select is(pg_temp.judge(pg_temp.harm()), 'roll_back 2', 'harm rolls back at once');
select is(pg_temp.state(), 'rolled_back 2, running 600000 in phase 5', 'to the traffic of the step before');
select pg_temp.plan_ramp('{600000,700000}', '{"on_failure": "pause"}');
select is(pg_temp.judge(pg_temp.harm()), 'pause 1', 'or pauses');
select is(pg_temp.state(), 'holding 1, paused_control 0 in phase 6', 'so that everybody sees the control');
select is(pg_temp.outcome($$select splitplot.resume_ramp('e', '{}', null, 'why')$$), 'SP409 illegal_transition state',
          'its ramp goes on when the experiment does');
select pg_temp.next_transaction();
select splitplot.resume_experiment('e');
select is(pg_temp.judge(), 'none', 'and not by itself');
select is(pg_temp.outcome($$select splitplot.resume_ramp('e', '{other}', null, 'why')$$),
          'SP422 unknown_guardrail waive', 'what guards nothing cannot be waived');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.resume_ramp('e', '{latency}', null, 'we accept it')$$, 'splitplot_api'),
          'done', 'somebody may decide to go on all the same');
select pg_temp.pass(1);
select is(pg_temp.judge(pg_temp.harm()), 'advance 2', 'and is not asked again');

-- By hand.
select is(pg_temp.outcome($$select splitplot.advance_ramp('e')$$), 'SP422 missing_field reason', 'who acts says why');
select is(pg_temp.outcome($$select splitplot.hold_ramp('e', 1, 'why')$$), 'SP412 experiment_changed If-Match',
          'and knows what is there');
select splitplot.hold_ramp('e', null, 'lunch');
select is(pg_temp.last_event(), 'hold 2 2 lunch', 'a ramp holds when somebody says so');
select is(pg_temp.outcome($$select splitplot.hold_ramp('e', null, 'why')$$), 'SP409 illegal_transition state', 'once');
select pg_temp.next_transaction();
select splitplot.advance_ramp('e', null, 'enough');
select is(pg_temp.state(), 'finished 2, running 700000 in phase 8', 'who advances the last step finishes the ramp');
select pg_temp.plan_ramp('{750000,800000}');
select is(pg_temp.state(), 'running 1, running 750000 in phase 9', 'a first step with more traffic opens a phase');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.roll_back_ramp('e', 750001, null, 'why')$$), 'SP422 out_of_range traffic',
          'rolling back raises nothing');
select splitplot.roll_back_ramp('e', 50000, null, 'too fast');
select is(pg_temp.state(), 'rolled_back 1, running 50000 in phase 10', 'it lowers to what was said');

-- The last word.
select pg_temp.plan_ramp('{50000,100000}');
select pg_temp.next_transaction();
select splitplot.change_experiment('e', '{"traffic_ppm": 70000}', null, 'I know better');
select is(pg_temp.last_event(),
          'hold 1 1 the experiment was changed by hand: it is running, with a traffic of 0.07; I know better',
          'a change of traffic by hand holds the ramp');
select pg_temp.next_transaction();
select splitplot.resume_ramp('e', '{}', null, 'go on');
select is(pg_temp.state(), 'running 1, running 70000 in phase 11', 'a ramp that goes on lowers nothing');
select pg_temp.next_transaction();
select splitplot.pause_experiment('e', 'variant');
select is(pg_temp.state(), 'holding 1, paused_variant 0 in phase 12', 'a pause holds it');
select pg_temp.next_transaction();
select splitplot.resume_experiment('e');
select pg_temp.next_transaction();
select splitplot.resume_ramp('e', '{}', null, 'go on');

-- Too little traffic.
update splitplot.phase
set traffic_ppm = 250000
where experiment_id = (select e.experiment_id from splitplot.experiment e where e.key = 'draft');
select splitplot.start_experiment('draft');
select splitplot.cancel_ramp('e', null, 'another plan');
select pg_temp.plan_ramp('{70000,800000}');
select pg_temp.pass(1);
select is(pg_temp.judge(), 'hold 1', 'a step that finds too little traffic holds');
select matches(pg_temp.last_event(), '^hold 1 1 step 2 cannot begin: .* are free', 'and says so');

-- The kill switch.
select is(pg_temp.outcome($$select splitplot.kill_experiment('e')$$), 'SP422 missing_field reason',
          'who kills says why');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.kill_experiment('e', null, 'it burns')$$, 'splitplot_api'), 'done',
          'the API kills');
select is(pg_temp.state(), 'cancelled 1, paused_control 0 in phase 14',
          'everybody sees the control, and the ramp is over');
select is(pg_temp.last_event(), 'kill 1 1 it burns', 'by one transaction');

select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.kill_experiment('e', null, 'once more')$$), 'done',
          'what shows the control can be killed again');
select splitplot.resume_experiment('e');
select pg_temp.next_transaction();
select splitplot.pause_experiment('e', 'variant');
select pg_temp.next_transaction();
select splitplot.kill_experiment('e', null, 'it still burns');
select is(pg_temp.state(), 'cancelled 1, paused_control 0 in phase 17',
          'a pause that showed variants shows the control');

-- The end.
select pg_temp.next_transaction();
select splitplot.resume_experiment('e');
select pg_temp.plan_ramp('{70000,80000}');
select pg_temp.next_transaction();
select splitplot.stop_experiment('e', null, 'done');
select is(pg_temp.last_event(), 'cancel 1 1 the experiment was stopped; done',
          'the end of the experiment is that of its ramp');

select is(pg_temp.outcome($$delete from splitplot.ramp_event$$), 'SP409 ramp_event_is_append_only',
          'what was done stays written');

select * from finish();
rollback;
