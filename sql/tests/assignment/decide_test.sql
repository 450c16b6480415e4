-- decide() by kind of phase and place of the unit, and what outcome() makes of it with what is stored and forced.
--
-- The unit is user-1, whose bucket by the salt "checkout" is 687,652. "in" is a range with that bucket, "out" none.

begin;
select plan(41);

create table pg_temp.choice (name text primary key, buckets int4multirange);
insert into pg_temp.choice values ('in', '{[687652,687653)}'), ('out', '{[0,10)}'), ('none', '{}');

-- decided(mode, own, open, shared, domain, holdout, moved, targeting): "variant reason", and "stored" where that counts.
create function pg_temp.decided(
  mode text, own text, open text, shared text, domain text, holdout text, moved text, targeting jsonb)
  returns text
  language sql
as $$
  select concat_ws(' ', (array['v1', 'v2'])[d.variant_index], d.reason, case when d.stored_wins then 'stored' end)
  from pg_temp.choice o, pg_temp.choice p, pg_temp.choice s, pg_temp.choice m,
    splitplot.decide(
      mode,
      case when domain = '' then '{}'::text[] else '{checkout}' end,
      (select coalesce(array_agg(c.buckets), '{}') from pg_temp.choice c where c.name = domain),
      case when holdout = '' then '{}'::text[] else '{checkout}' end,
      (select coalesce(array_agg(c.buckets), '{}') from pg_temp.choice c where c.name = holdout),
      'checkout', o.buckets, p.buckets, s.buckets, 'checkout', '{0,500000}', 1, m.buckets, targeting, 'user-1',
      '{"country": "DE"}') d
  where o.name = own and p.name = open and s.name = shared and m.name = moved
$$;

select is(pg_temp.decided(t.mode, t.own, t.open, t.shared, t.domain, t.holdout, t.moved, t.targeting::jsonb), t.expected,
          t.what)
from (values
  ('open traffic is split', 'running', 'in', 'in', 'none', '', '', 'none', null, 'v2 split'),
  ('buckets of others are not in it', 'running', 'out', 'out', 'none', '', '', 'none', null, 'not_in_traffic'),
  ('in closed buckets only who was exposed stays', 'running', 'in', 'out', 'none', '', '', 'none', null,
   'not_in_traffic stored'),
  ('and so when all are closed', 'running', 'in', 'none', 'none', '', '', 'none', null, 'not_in_traffic stored'),
  ('the shared control gives the control', 'running', 'out', 'out', 'in', '', '', 'none', null, 'v1 shared_control'),
  ('but admits nobody when nobody else is', 'running', 'out', 'none', 'in', '', '', 'none', null,
   'not_in_traffic stored'),
  ('who is targeted is decided', 'running', 'in', 'in', 'none', '', '', 'none', '{"country": "DE"}', 'v2 split'),
  ('who is not is not', 'running', 'in', 'in', 'none', '', '', 'none', '{"country": "FR"}', 'not_targeted'),
  ('not even when enrolled', 'running', 'in', 'out', 'none', '', '', 'none', '{"country": "FR"}', 'not_targeted'),
  ('in the domain', 'running', 'in', 'in', 'none', 'in', '', 'none', null, 'v2 split'),
  ('outside the domain', 'running', 'in', 'in', 'none', 'out', '', 'none', null, 'not_in_traffic'),
  ('outside a domain that owns nothing', 'running', 'in', 'in', 'none', 'none', '', 'none', null, 'not_in_traffic'),
  ('held out', 'running', 'in', 'in', 'none', '', 'in', 'none', null, 'holdout'),
  ('not held out', 'running', 'in', 'in', 'none', '', 'out', 'none', null, 'v2 split'),
  ('held out of the shared control', 'running', 'out', 'out', 'in', '', 'in', 'none', null, 'holdout'),
  ('outside the domain comes before the holdout', 'running', 'in', 'in', 'none', 'out', 'in', 'none', null,
   'not_in_traffic'),
  ('and not targeted before both', 'running', 'in', 'in', 'none', 'out', 'in', 'none', '{"country": "FR"}',
   'not_targeted'),
  ('a moved lot keeps what was stored', 'running', 'in', 'in', 'none', '', '', 'in', null, 'v2 split stored'),
  ('another''s move does not matter', 'running', 'in', 'in', 'none', '', '', 'out', null, 'v2 split'),
  ('paused with the control', 'paused_control', 'in', 'none', 'none', '', '', 'none', null, 'v1 not_running'),
  ('also for the shared control', 'paused_control', 'out', 'none', 'in', '', '', 'none', null, 'v1 not_running'),
  ('not for others', 'paused_control', 'out', 'none', 'none', '', '', 'none', null, 'not_in_traffic'),
  ('nor for who is held out', 'paused_control', 'in', 'none', 'none', '', 'in', 'none', null, 'holdout'),
  ('paused with the variant', 'paused_variant', 'in', 'none', 'none', '', '', 'none', null, 'not_running stored'),
  ('also for the shared control that was exposed', 'paused_variant', 'out', 'none', 'in', '', '', 'none', null,
   'not_running stored'),
  ('not for others while paused', 'paused_variant', 'out', 'none', 'none', '', '', 'none', null, 'not_in_traffic'),
  ('launched', 'launched', 'in', 'in', 'none', '', '', 'none', null, 'v2 launched'),
  ('launched for others', 'launched', 'out', 'out', 'none', '', '', 'none', null, 'not_in_traffic'),
  ('launched for who is held out', 'launched', 'in', 'in', 'none', '', 'in', 'none', null, 'holdout')
) as t(what, mode, own, open, shared, domain, holdout, moved, targeting, expected);

-- Several domains around the layer, and several holdouts.
select is(splitplot.is_in_all('{checkout,checkout,checkout}', t.buckets::int4multirange[], 'user-1'), t.expected, t.what)
from (values
  ('in three domains', '{"{[687652,687653)}","{[0,1000000)}","{[600000,700000)}"}', true),
  ('not in the innermost', '{"{[687652,687653)}","{[0,1000000)}","{[0,687652)}"}', false),
  ('not in the outermost', '{"{}","{[0,1000000)}","{[0,1000000)}"}', false)) as t(what, buckets, expected);
select is(splitplot.is_in_any('{checkout,salt}', t.buckets::int4multirange[], 'user-1'), t.expected, t.what)
from (values
  ('in the first of two holdouts', '{"{[687652,687653)}","{}"}', true),
  ('in none of two', '{"{[0,687652)}","{}"}', false)) as t(what, buckets, expected);

select is(o::text, t.expected, t.what)
from (values
  ('the decision stands alone', 2, 'split', null, null, '(2,split)'),
  ('what is stored comes before it', 2, 'split', 1, null, '(1,sticky)'),
  ('and is no exception when it is the same', 2, 'split', 2, null, '(2,split)'),
  ('it comes where nothing is decided', null, 'not_in_traffic', 1, null, '(1,sticky)'),
  ('what is forced comes before both', 2, 'split', 1, 3, '(3,forced)'),
  ('also when it is the same', 2, 'split', 2, 2, '(2,forced)'),
  ('and where nothing is decided', null, 'not_targeted', null, 1, '(1,forced)')
) as t(what, decided, reason, stored, forced, expected)
cross join lateral splitplot.outcome(t.decided, t.reason, t.stored, t.forced) o;

select * from finish();
rollback;
