-- What analysts ask, one question after the other: each keeps a processor, memory or disk busy. The second last would take
-- years: the limits of the role end it, as they end whatever does not fit.

select count(*) from (
  select e.unit_id, row_number() over (partition by e.unit_id order by e.occurred_at, e.properties::text) as place
  from fact.event e
) ranked
where ranked.place = 3;

select x.experiment_id, x.variant_id, e.name, count(*), avg(e.amount_minor), stddev(e.value)
from rollup.exposed_unit x
join rollup.unit u using (unit_no)
join fact.event e on e.unit_id = u.unit_id and e.occurred_at >= x.first_exposed_at
group by 1, 2, 3;

select count(distinct md5(e.unit_id || e.id)), percentile_disc(0.5) within group (order by e.occurred_at) from fact.event e;

select count(*) from fact.event a cross join fact.event b where a.value * b.value < a.amount_minor + b.amount_minor;

select m.variant_id, corr(m.value, n.value), count(*)
from rollup.unit_metric m
join rollup.unit_metric n on n.unit_no = m.unit_no and n.metric_id <> m.metric_id
group by 1;
