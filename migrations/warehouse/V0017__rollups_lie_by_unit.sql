-- What an event touches lies together: its unit's rows of all experiments, in tables and in their keys.
--
-- Keys that began with the experiment had the rows of a unit in as many places as it is in experiments, and each was a page
-- to read and to write. The indexes by experiment hold few different values, so they are small, and grow at a few ends.

set local lock_timeout = '10s';

alter table rollup.exposed_unit
  drop constraint a_unit_is_exposed_once_to_an_experiment,
  add constraint a_unit_is_exposed_once_to_an_experiment primary key (unit_no, experiment_id);
drop index rollup.exposed_unit_by_unit;
create index exposed_unit_by_experiment on rollup.exposed_unit (experiment_id);

alter table rollup.unit_metric
  drop constraint a_unit_has_one_value_of_a_metric,
  add constraint a_unit_has_one_value_of_a_metric primary key (unit_no, experiment_id, metric_id);
alter table rollup.unit_metric set (fillfactor = 70);
create index unit_metric_by_experiment on rollup.unit_metric (experiment_id, metric_id);

-- Metrics that need all their events of a unit look for these by name, and not at its other events.
drop index fact.event_by_unit;
create index event_by_unit on fact.event (unit_id, name);

-- These take or give more than before.
drop function if exists rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch);
drop function if exists rollup.update_unit_metrics(integer[], bigint[], etl.batch);
drop function if exists rollup.units_with_events(etl.batch, etl.batch);
