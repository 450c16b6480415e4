-- A group that sees sums and no unit: reports, and the rollups above units.

-- Roles belong to the whole server, so another database of the same server may have made them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['splitplot_reporter', 'splitplot_agent'] loop
    begin
      execute format('create role %I nologin', role_name);
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

grant usage on schema splitplot, etl, rollup, report to splitplot_reporter;
grant select on splitplot.unit_type, splitplot.experiment, splitplot.variant, splitplot.phase_variant,
  splitplot.conclusion, splitplot.metric, splitplot.experiment_metric, etl.batch,
  rollup.measured, rollup.traffic, rollup.moments
  to splitplot_reporter;

-- Without conditions, which may name units, and without salts.
grant select (phase_id, experiment_id, number, valid, traffic_ppm, mode) on splitplot.phase to splitplot_reporter;
grant select (phase_id, open_buckets, shared_buckets, variant_ids, variants, expected_shares) on splitplot.phase_plan
  to splitplot_reporter;
