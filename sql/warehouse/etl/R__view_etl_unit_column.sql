-- unit_column: which columns of lines have ids of units or keys of orders, so which of their rows a person's are.

create or replace view etl.unit_column as
select
  l.line_id,
  l.declaration -> 'target' ->> 'table' as table_name,
  c.column_name,
  c.kind,
  coalesce(l.declaration -> 'personal', '[]') as personal
from etl.line l
cross join lateral (
  select u.key, u.value from jsonb_each_text(l.declaration -> 'units') u
  union all
  select e.*
  from (values ('unit_id', l.declaration -> 'target' ->> 'unit_type'), ('order_key', '$order')) e
  where l.declaration -> 'target' ->> 'kind' = 'events'
) c(column_name, kind);

comment on view etl.unit_column is 'Columns of lines that name units; a row for each.';
comment on column etl.unit_column.table_name is 'The table in schema external; null: the line''s rows are events.';
comment on column etl.unit_column.kind is 'A unit type, or $order for keys of orders.';
comment on column etl.unit_column.personal is 'Names of columns that go when the person of a row is forgotten.';

grant select on etl.unit_column to splitplot_analyst, splitplot_etl;
