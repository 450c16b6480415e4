-- note_rollup_problem(problem): what the rollups suffer from now; null: nothing.

create or replace function etl.note_rollup_problem(problem text)
  returns void
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  delete from etl.rollup_problem where problem is null;
  insert into etl.rollup_problem as p (detail, since)
  select problem, clock_timestamp() where problem is not null
  on conflict on constraint rollup_problem_pkey do update set detail = excluded.detail;
$$;

comment on function etl.note_rollup_problem(text) is
  'Remembers why the rollups cannot advance, for whoever asks from another process; null forgets it.';

grant execute on function etl.note_rollup_problem(text) to splitplot_etl;
