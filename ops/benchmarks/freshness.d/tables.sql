-- Of each rollup: updates, the share of them that stayed in their page (HOT), MiB, and times its smallest copy.

select
  s.relname, s.n_tup_upd, coalesce(s.n_tup_hot_upd::float8 / nullif(s.n_tup_upd, 0), 1),
  pg_total_relation_size(s.relid) / 1024.0 / 1024.0,
  pg_total_relation_size(s.relid)::float8 / pg_total_relation_size(c.oid)
from pg_stat_user_tables s
join pg_class c on c.relname = s.relname and c.relnamespace = 'bench'::regnamespace
where s.schemaname = 'rollup'
order by s.relname
