select format('insert into forms.event (id, units, name, value, properties, occurred_at) '
  'values (%L, %L, %L, %L, %L, %L) on conflict (id) do nothing;', f.id, f.units, f.name, f.value, f.properties, f.occurred_at)
from generate_series(1, :rows) n, forms.fact(n) f;
