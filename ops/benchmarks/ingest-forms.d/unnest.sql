select format('insert into forms.event (id, units, name, value, properties, occurred_at) '
  'select * from unnest(%L::uuid[], %L::jsonb[], %L::text[], %L::numeric[], %L::jsonb[], %L::timestamptz[]) '
  'on conflict (id) do nothing;',
  array_agg(f.id), array_agg(f.units), array_agg(f.name), array_agg(f.value), array_agg(f.properties),
  array_agg(f.occurred_at))
from generate_series(1, :rows) n, forms.fact(n) f
group by n / 1000;
