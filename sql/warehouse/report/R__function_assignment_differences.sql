-- assignment_differences(experiment): stored exposures that cannot be recomputed. Promise: there are none.

create or replace function report.assignment_differences(experiment text)
  returns table (
    unit_id text, why text, exposure_count bigint, first_occurred_at timestamptz, stored text[], decided text[])
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  checked constant splitplot.experiment := report.find_experiment(experiment);
begin
  perform report.require_facts(checked);
  if checked.assignment <> 'splitplot' then
    perform report.refuse('422', 'assigned_elsewhere', 'experiment',
      format('experiment %s is assigned by another system, so there is nothing to recompute', experiment));
  end if;
  -- All that has arrived, also what is not rolled up yet.
  return query
  select p.*
  from report.assignment_problems(
    checked,
    jsonb_populate_record(
      null::etl.batch, '{"feed_exposure_to": 9223372036854775807, "import_exposure_to": 9223372036854775807}')) p
  order by p.first_occurred_at, p.unit_id;
end
$$;

comment on function report.assignment_differences(text) is
  'Promise: no rows. Else one for each unit whose exposures name several variants or phases, or whose variant the plan '
  'does not give: what is stored, and what is decided. SP404 unknown_experiment, SP422 assigned_elsewhere, facts_dropped.';

grant execute on function report.assignment_differences(text) to splitplot_analyst;
