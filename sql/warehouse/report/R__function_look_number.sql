-- look_number(experiment_id, batch_id): which look the report of this batch is.

create or replace function report.look_number(experiment_id integer, batch_id bigint)
  returns integer
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select 1 + coalesce((
    select l.number
    from report.look l
    where l.experiment_id = look_number.experiment_id and l.batch_id < look_number.batch_id
    order by l.batch_id desc
    limit 1), 0)
$$;

comment on function report.look_number(integer, bigint) is
  '1 + the number of earlier batches at which the report of the experiment was looked at.';

grant execute on function report.look_number(integer, bigint) to splitplot_analyst, splitplot_reporter;
