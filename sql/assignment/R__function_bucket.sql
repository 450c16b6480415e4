-- bucket(salt, unit_id): the unit's place among 1,000,000 buckets.
--
-- SHA-256, not hashtext: PostgreSQL promises nothing about hashtext from one major version to the next,
-- and a unit must keep its place through an upgrade. 15 hex digits are 60 bits, so the number is never
-- negative, and the modulo's bias is below 1e-12.
--
-- It is declared stable though the same arguments always give the same bucket: convert_to() is, and the planner writes
-- the text of a function into its caller's only when the body is no less than it says. That takes two thirds of its time.

create or replace function splitplot.bucket(salt text, unit_id text)
  returns integer
  language sql stable strict parallel safe
as $$
  select (('x' || left(encode(sha256(convert_to(salt || ':' || unit_id, 'UTF8')), 'hex'), 15))::bit(60)::bigint
          % 1000000)::integer
$$;

comment on function splitplot.bucket(text, text) is
  'Stable place of a unit among 1,000,000 buckets, 0 to 999,999 (assignment algorithm 1).';

grant execute on function splitplot.bucket(text, text) to splitplot_api, splitplot_analyst;
