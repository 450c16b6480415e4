-- Many experiments in force, 100 in a layer; prints "compile SECONDS" and "read SECONDS", three times each.

insert into splitplot.layer (domain_id, unit_type_id, key)
select d.domain_id, d.unit_type_id, 'layer-' || i
from splitplot.domain d
join splitplot.unit_type ut using (unit_type_id)
cross join generate_series(1, (:experiments + 99) / 100) i
where d.key = 'root' and ut.key = 'user';
insert into splitplot.layer_parameter (domain_id, name, layer_id)
select l.domain_id, 'parameter-' || l.layer_id, l.layer_id from splitplot.layer l;

begin;
insert into splitplot.experiment (key, unit_type_id, layer_id, method)
select 'experiment-' || i, l.unit_type_id, l.layer_id, '{"kind": "fixed_horizon"}'
from generate_series(0, :experiments - 1) i
join splitplot.layer l on l.key = 'layer-' || 1 + i / 100;
insert into splitplot.variant (experiment_id, key, position, is_control)
select e.experiment_id, v.key, v.position, v.position = 1
from splitplot.experiment e, (values ('control', 1), ('treatment', 2)) as v(key, position);
insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
select e.experiment_id, 1, 10000, '{"country": {"$in": ["DE", "FR"]}, "age": {"$gte": 18}}' from splitplot.experiment e;
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
select p.phase_id, v.variant_id, v.experiment_id, 500000, jsonb_build_object('parameter-' || e.layer_id, v.key)
from splitplot.phase p
join splitplot.experiment e using (experiment_id)
join splitplot.variant v using (experiment_id);
commit;
analyze;
select count(splitplot.start_experiment(e.key)::text) from splitplot.experiment e \g /dev/null
analyze;

\ir seconds.sql

set jit = off;
select s.name, pg_temp.seconds(s.statement)
from generate_series(1, 3) as round
cross join (values
  ('compile', 'select count(*) from splitplot.compile_phases(array(select p.phase_id from splitplot.phase p))'),
  ('read', 'select sum(length(p::text)) from splitplot.assignment_plan p where p.valid @> clock_timestamp()')
) as s(name, statement);
