-- find_experiment(experiment_key): the experiment of that key, or SP404.

create or replace function report.find_experiment(experiment_key text)
  returns splitplot.experiment
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_one splitplot.experiment;
begin
  select e.* into found_one from splitplot.experiment e where e.key = experiment_key;
  if not found then
    perform report.refuse('404', 'unknown_experiment', 'experiment',
      format('the warehouse knows no experiment %s', coalesce(experiment_key, 'null')),
      'an experiment is known here as soon as the feed has brought it');
  end if;
  return found_one;
end
$$;

comment on function report.find_experiment(text) is 'The experiment with this key; SP404 unknown_experiment.';

grant execute on function report.find_experiment(text) to splitplot_analyst, splitplot_reporter;
