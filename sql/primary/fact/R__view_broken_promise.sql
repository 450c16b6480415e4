-- broken_promise: exposures that must not be there. Always empty: constraints see to it, and this looks at the facts
-- themselves, should somebody have got round those.

create or replace view splitplot.broken_promise as
select
  'a session saw two variants of an experiment' as promise, x.experiment_id, x.session_id as object,
  count(distinct x.variant_id) as variants
from splitplot.exposure x
where x.session_id is not null
group by x.experiment_id, x.session_id
having count(distinct x.variant_id) > 1
union all
select 'a unit saw two variants of an experiment', x.experiment_id, x.unit_id, count(distinct x.variant_id)
from splitplot.exposure x
group by x.experiment_id, x.unit_id
having count(distinct x.variant_id) > 1
union all
select 'a unit saw another variant than its first', x.experiment_id, x.unit_id, 1
from splitplot.exposure x
left join splitplot.first_assignment f using (experiment_id, unit_id)
where f.variant_id is distinct from x.variant_id
union all
select 'an exposure is stored twice', x.experiment_id, x.id::text, count(*)
from splitplot.exposure x
group by x.experiment_id, x.id
having count(*) > 1;

comment on view splitplot.broken_promise is
  'Sessions, units and exposures that contradict what is promised. Always empty. Reads all exposures.';
comment on column splitplot.broken_promise.object is 'The session, the unit, or the id of the exposure.';

grant select on splitplot.broken_promise to splitplot_analyst;
