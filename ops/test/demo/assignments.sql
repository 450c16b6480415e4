-- Compares assignments that were served over HTTP (unit, tab, answer) with SQL's, at the instants they name.

create temporary table served (unit_id text, answer jsonb);
\copy served from ':answers'

with compared as (
  select
    s.unit_id,
    a.value ->> 'variant' as served_variant,
    a.value -> 'parameters' as served_parameters,
    a.value ->> 'reason' as served_reason,
    q.variant,
    q.parameters,
    q.reason
  from served s
  cross join jsonb_array_elements(s.answer -> 'assignments') a
  left join lateral splitplot.assign('user', s.unit_id, '{}', (s.answer ->> 'as_of')::timestamptz) q
    on q.experiment = a.value ->> 'experiment'
  where a.value ->> 'experiment' = 'green-button'
)
select format('%s compared, %s differ', count(*), count(*) filter (where
  served_variant is distinct from variant
  or nullif(served_parameters, 'null') is distinct from parameters
  or served_reason is distinct from reason))
from compared;
