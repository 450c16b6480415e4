-- bucket() is what sha256sum says, for ids of every alphabet.
--
-- The values were computed without PostgreSQL: printf '%s:%s' SALT ID | sha256sum | cut -c1-15, as a hexadecimal
-- number modulo 1,000,000. The servers' BucketTest has the same.

begin;
select plan(16);

select is(splitplot.bucket(golden.salt, golden.unit_id), golden.bucket, format('%s:%s', golden.salt, golden.unit_id))
from (values
  ('checkout', 'user-1', 687652),
  ('checkout', 'user-2', 105667),
  ('salt', '42', 117047),
  ('7f3c9a52-5b1e-4a3c-9d8e-0f6b2d1c4e5a', '00000000-0000-4000-8000-000000000001', 738893),
  ('layer', 'anna.müller@example.com', 755525),
  ('layer', '张伟', 834627),
  ('söl', '🦊', 8150),
  ('salt', 'o''neil "x" \ ; --', 843575),
  ('salt', U&'\00E9', 478690),
  ('salt', U&'e\0301', 566773),
  ('salt', ' ', 19061),
  ('salt', repeat('x', 256), 744784)) as golden(salt, unit_id, bucket);

select is(splitplot.bucket(null, 'user-1'), null, 'no salt, no bucket');
select is(splitplot.bucket('checkout', null), null, 'no unit, no bucket');

create table pg_temp.spread as
select splitplot.bucket('spread', 'user-' || i) as bucket from generate_series(1, 20000) i;

select ok(min(bucket) >= 0 and max(bucket) <= 999999, 'buckets are from 0 to 999,999') from pg_temp.spread;
select ok(sum((n - 200.0) ^ 2 / 200) < 165, '20,000 units spread evenly: chi-square of 99 degrees of freedom, p > 3e-5')
from (select count(*) as n from pg_temp.spread group by bucket / 10000) cells;

select * from finish();
rollback;
