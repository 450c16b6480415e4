-- headroom(): how far everything that counts is from its end: sequences, numbered columns, transactions.

create or replace function etl.headroom()
  returns table (object text, used_share numeric, verdict text, command text)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  with counters as (
    select format('sequence %I.%I', s.schemaname, s.sequencename) as object,
      coalesce(s.last_value, 0)::numeric / s.max_value as used_share,
      0.5 as used_share_max,
      format('alter sequence %I.%I as bigint maxvalue 9223372036854775807', s.schemaname, s.sequencename) as command
    from pg_sequences s
    where s.schemaname in ('splitplot', 'fact', 'etl', 'rollup', 'report')
    union all
    select 'transactions of this database', age(d.datfrozenxid) / 2147483648.0, 0.25,
      'vacuum (freeze, verbose)'
    from pg_database d
    where d.datname = current_database()
    union all
    select 'row locks shared by transactions', mxid_age(d.datminmxid) / 2147483648.0, 0.25,
      'vacuum (freeze, verbose)'
    from pg_database d
    where d.datname = current_database()
  )
  select
    c.object, round(c.used_share, 6),
    case when c.used_share > c.used_share_max then format('%s %% are used', round(100 * c.used_share)) else 'fine' end,
    case when c.used_share > c.used_share_max then c.command end
  from counters c
  order by c.used_share desc, c.object
$$;

comment on function etl.headroom() is
  'Which share of its numbers each sequence and the counters of transactions have used, with the command to type where '
  'it is much; without one when it is fine.';

grant execute on function etl.headroom() to splitplot_analyst, splitplot_etl;
