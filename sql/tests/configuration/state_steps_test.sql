-- Each of the 25 pairs of states: six steps are legal, all others are refused, whoever tries.

begin;
select plan(25);
\ir ../fixtures.sql

create function pg_temp.set_state(experiment text, state text)
  returns void
  language sql
as $$
  select pg_temp.next_transaction();
  update splitplot.experiment e
  set state = set_state.state,
      started_at = case when set_state.state <> 'draft' then coalesce(e.started_at, splitplot.configuration_instant()) end,
      stopped_at = case when set_state.state in ('stopped', 'concluded') then coalesce(e.stopped_at, splitplot.configuration_instant()) end
  where e.key = experiment
$$;

select pg_temp.make_draft(s.state, null) from unnest('{draft,running,paused,stopped,concluded}'::text[]) s(state);
select pg_temp.set_state(step.experiment, step.state)
from (values
  ('running', 'running'),
  ('paused', 'running'), ('paused', 'paused'),
  ('stopped', 'running'), ('stopped', 'stopped'),
  ('concluded', 'running'), ('concluded', 'stopped'), ('concluded', 'concluded')) as step(experiment, state);

create function pg_temp.step(from_state text, to_state text)
  returns text
  language plpgsql
as $$
declare
  result text;
begin
  result := pg_temp.outcome(format('select pg_temp.set_state(%L, %L)', from_state, to_state));
  raise exception using errcode = 'RT000', message = result;
exception
  -- Thrown by ourselves, so that the next step starts from the same state.
  when sqlstate 'RT000' then return sqlerrm;
end
$$;

select is(pg_temp.step(f.state, t.state),
          case when f.state = t.state or (f.state, t.state) in (
              ('draft', 'running'), ('running', 'paused'), ('paused', 'running'),
              ('running', 'stopped'), ('paused', 'stopped'), ('stopped', 'concluded'))
            then 'done' else 'SP409 illegal_transition state' end,
          format('from %s to %s', f.state, t.state))
from unnest('{draft,running,paused,stopped,concluded}'::text[]) f(state),
  unnest('{draft,running,paused,stopped,concluded}'::text[]) t(state);

select * from finish();
rollback;
