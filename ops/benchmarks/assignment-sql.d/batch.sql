-- One experiment with all of its layer's traffic; prints "hashes SECONDS" and "assign_batch SECONDS", three times each.

insert into splitplot.layer (domain_id, unit_type_id, key, salt)
select d.domain_id, d.unit_type_id, 'bench', 'layer salt'
from splitplot.domain d
join splitplot.unit_type ut using (unit_type_id)
where d.key = 'root' and ut.key = 'user';

begin;
insert into splitplot.experiment (key, unit_type_id, layer_id, salt, method)
select 'bench', l.unit_type_id, l.layer_id, 'experiment salt', '{"kind": "fixed_horizon"}'
from splitplot.layer l;
insert into splitplot.variant (experiment_id, key, position, is_control)
select e.experiment_id, v.key, v.position, v.position = 1
from splitplot.experiment e, (values ('control', 1), ('treatment', 2)) as v(key, position);
insert into splitplot.phase (experiment_id, number, traffic_ppm)
select e.experiment_id, 1, 1000000 from splitplot.experiment e;
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
select p.phase_id, v.variant_id, v.experiment_id, 500000
from splitplot.phase p
join splitplot.variant v using (experiment_id);
select splitplot.start_experiment('bench');
commit;

create temp table unit as select 'user-' || i as id from generate_series(1, :units) i;
analyze unit;

\ir seconds.sql

set jit = off;
select s.name, pg_temp.seconds(s.statement)
from generate_series(1, 3) as round
cross join (values
  ('hashes', 'select sum(splitplot.bucket(''layer salt'', u.id) + splitplot.bucket(''experiment salt'', u.id)) from unit u'),
  ('assign_batch', 'select count(b.variant) from splitplot.assign_batch(''bench'', array(select u.id from unit u)) b')
) as s(name, statement);
