-- A name has one newest key and any number of older ones that expire; uses are noted once, whoever hears of them last.

begin;
select plan(9);
\ir ../fixtures.sql

insert into splitplot.api_key (name, role, key_hash) values ('shop', 'client', sha256('old'));
select is(
  pg_temp.outcome($$insert into splitplot.api_key (name, role, key_hash) values ('shop', 'client', sha256('2'))$$),
  '23505 a_name_has_one_newest_key', 'a name has one newest key');
select is(
  pg_temp.outcome($$update splitplot.api_key set superseded_at = now() where name = 'shop'$$),
  '23514 a_superseded_key_expires', 'a key that was superseded must expire');

update splitplot.api_key set superseded_at = now(), expires_at = now() + interval '1 day' where name = 'shop';
insert into splitplot.api_key (name, role, key_hash, prefix, rate_per_second)
values ('shop', 'client', sha256('new'), 'sp_0123abcd', 500);
select is((select count(*) from splitplot.api_key where name = 'shop'), 2::bigint,
          'then the name can have another');
select is(
  pg_temp.outcome($$update splitplot.api_key set prefix = 'sp_0123ABCD' where prefix is not null$$),
  '23514 a_key_prefix_is_sp_and_eight_characters', 'a prefix has one form');
select is(
  pg_temp.outcome($$update splitplot.api_key set rate_per_second = 0 where prefix is not null$$),
  '23514 a_rate_limit_is_1_to_1000000', 'a rate of none is no rate');

create function pg_temp.note(used_at timestamptz)
  returns void
  language sql
as $$
  select splitplot.note_key_use(array_agg(k.api_key_id), array_agg(note.used_at))
  from splitplot.api_key k
  where k.prefix is not null
$$;

select is(
  pg_temp.outcome($$select pg_temp.note('2026-01-01 10:00Z')$$, 'splitplot_api'), 'done', 'the API notes uses');
select pg_temp.note('2026-01-01 09:00Z');
select results_eq(
  $$select k.prefix, u.used_at from splitplot.api_key k join splitplot.api_key_use u using (api_key_id)$$,
  $$values ('sp_0123abcd', '2026-01-01 10:00Z'::timestamptz)$$, 'what another server noted later is not undone');
select lives_ok($$select splitplot.note_key_use('{2147483647}', array[now()])$$, 'a key that is gone is no error');
select is_empty(
  $$select from splitplot.audit_log where table_name = 'api_key_use'$$, 'that a key was used is no change of it');

select * from finish();
rollback;
