-- check_totals(totals, batch_id): compares what a batch brought with what its source says; true when all is equal.
--
-- totals are objects with name, found and wanted; without wanted, problem says why the source does not tell, and that fails too.
-- Numbers are compared as numbers: 4.50 is 4.5. What was compared stays with the batch, for whoever replays it.

create or replace function etl.check_totals(totals jsonb, batch_id bigint)
  returns boolean
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  all_passed boolean;
begin
  update etl.line_batch b set totals = check_totals.totals where b.batch_id = check_totals.batch_id;
  with result as (
    insert into etl.gate_result (batch_id, gate, passed, found, wanted)
    select batch_id, 'totals_' || t.name, coalesce(t.found = t.wanted, false), trim_scale(t.found)::text,
      coalesce(trim_scale(t.wanted)::text, t.problem)
    from jsonb_to_recordset(totals) t(name text, found numeric, wanted numeric, problem text)
    returning passed
  )
  select coalesce(bool_and(r.passed), true) into all_passed from result r;
  return all_passed;
end
$$;

comment on function etl.check_totals(jsonb, bigint) is
  'Writes a row to etl.gate_result for each total and tells whether all are what the source says.';
