select format('select * from splitplot.record_events(%L);', jsonb_agg(to_jsonb(f) || jsonb_build_object('index', n)))
from generate_series(1, :rows) n, forms.fact(n) f
group by n / 1000;
