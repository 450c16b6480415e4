select format('insert into forms.event (id, units, name, value, properties, occurred_at) '
  'select id, units, name, value, properties, occurred_at from jsonb_to_recordset(%L) '
  'as r(id uuid, units jsonb, name text, value numeric, properties jsonb, occurred_at timestamptz) '
  'on conflict (id) do nothing;', jsonb_agg(f))
from generate_series(1, :rows) n, forms.fact(n) f
group by n / 1000;
