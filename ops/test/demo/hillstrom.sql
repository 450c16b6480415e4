-- Compares report.experiment('hillstrom') with sums made here, in exact numbers, from the file itself.

create temporary table customer (
  recency text, history_segment text, history numeric, mens text, womens text, zip_code text, newbie text, channel text,
  treatment text, conversion numeric, visit numeric, spend numeric);
\copy customer from ':csv' with (format csv, header)

with value as (
  select
    replace(lower(replace(c.treatment, ' E-Mail', '-email')), ' ', '-') as variant,
    v.metric,
    v.value
  from customer c
  cross join lateral (values ('visit', c.visit), ('conversion', c.conversion), ('spend', c.spend)) v(metric, value)
),
arm as (
  select
    metric,
    variant,
    count(*) as n,
    sum(value) / count(*) as mean,
    (count(*) * sum(value * value) - sum(value) ^ 2) / (count(*) * (count(*) - 1)) as variance
  from value
  group by metric, variant
),
expected as (
  select
    t.metric,
    t.variant,
    t.n,
    t.mean,
    sqrt(t.variance) as sd,
    case when t.variant <> 'no-email' then t.mean - c.mean end as difference,
    case when t.variant <> 'no-email' then sqrt(t.variance / t.n + c.variance / c.n) end as standard_error
  from arm t
  join arm c on c.metric = t.metric and c.variant = 'no-email'
)
select format('%s rows compared, %s differ', count(*), count(*) filter (where
  r.n is distinct from e.n
  or abs(r.mean / e.mean - 1) > 1e-9
  or abs(r.standard_deviation / e.sd - 1) > 1e-9
  or (e.difference is null) <> (r.difference is null)
  or abs(r.difference / e.difference - 1) > 1e-9
  or abs(r.standard_error / e.standard_error - 1) > 1e-9))
from expected e
left join report.experiment('hillstrom') r on r.metric = e.metric and r.variant = e.variant;
