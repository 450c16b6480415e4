-- audit(experiment, newest): who looked at the report, when, and on which data.

create or replace function report.audit(experiment text, newest integer default 1000)
  returns table (look integer, looked_at timestamptz, looked_by text, data_as_of timestamptz, analysis integer)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select l.number, l.looked_at, l.looked_by, nullif(b.visible_at, '-infinity'), a.number
  from report.find_experiment(audit.experiment) e
  join report.look l on l.experiment_id = e.experiment_id
  join etl.batch b on b.batch_id = l.batch_id
  left join report.analysis a on a.experiment_id = l.experiment_id and a.batch_id = l.batch_id
  order by l.batch_id desc, l.looked_at desc
  limit newest
$$;

comment on function report.audit(text, integer) is
  'The newest looks at an experiment, newest first: number, when, by whom (API key or database role), how new the data '
  'was, and the group-sequential analysis that was made of it. SP404 unknown_experiment.';

grant execute on function report.audit(text, integer) to splitplot_analyst, splitplot_reporter;
