-- assignment_plan: everything a decision needs, one row for each phase that has ever been in force.
--
-- The plan of an instant is the rows whose valid range contains it. The SQL functions and the servers'
-- memory are both made from these rows, so that they cannot read the configuration differently.

create or replace view splitplot.assignment_plan as
select
  e.experiment_id,
  e.key as experiment,
  ut.key as unit_type,
  e.algorithm,
  p.phase_id,
  p.number as phase,
  p.valid,
  p.mode,
  pp.layer_salt,
  pp.domain_salts,
  pp.domain_buckets,
  pp.holdout_salts,
  pp.holdout_buckets,
  pp.own_buckets,
  pp.open_buckets,
  pp.shared_buckets,
  pp.salt,
  pp.targeting,
  pp.variant_ids,
  pp.variants,
  pp.lower_bounds,
  pp.parameters,
  pp.control_index,
  pp.moved_buckets,
  pp.expected_shares
from splitplot.phase p
join splitplot.phase_plan pp using (phase_id)
join splitplot.experiment e using (experiment_id)
join splitplot.unit_type ut using (unit_type_id);

comment on view splitplot.assignment_plan is
  'One row a phase that has been in force, with all that a decision needs. External experiments are not in it. '
  'The columns are explained at phase and phase_plan.';

grant select on splitplot.assignment_plan to splitplot_api, splitplot_analyst;
