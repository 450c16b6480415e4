-- require_facts(experiment): refuses what has to be computed from facts that are gone.

create or replace function report.require_facts(experiment splitplot.experiment)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  lost_until constant date := (
    select s.lost_until from rollup.sealed s where s.experiment_id = experiment.experiment_id);
begin
  if lost_until is not null then
    perform report.refuse('422', 'facts_dropped', 'experiment',
      format('this is computed from facts, and those of experiment %s that arrived until %s were dropped',
        experiment.key, lost_until),
      'its report goes on to stand in the rollups');
  end if;
end
$$;

comment on function report.require_facts(splitplot.experiment) is 'SP422 facts_dropped of sealed experiments.';

grant execute on function report.require_facts(splitplot.experiment) to splitplot_analyst;
