select 'create temporary table staged (like forms.event including defaults) on commit delete rows;';
select format(E'begin;\ncopy staged (id, units, name, value, properties, occurred_at) from stdin;\n%s\n\\.\n'
  'insert into forms.event select * from staged on conflict (id) do nothing;\ncommit;',
  string_agg(concat_ws(E'\t', f.id, f.units, f.name, f.value, f.properties, f.occurred_at), E'\n'))
from generate_series(1, :rows) n, forms.fact(n) f
group by n / 1000;
