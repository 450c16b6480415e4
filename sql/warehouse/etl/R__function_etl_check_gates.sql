-- check_gates(gates, staging, batch_id): asks each quality gate of a line about a staged batch; true when all passed.
--
-- A gate is an object with kind and name. Each is one query over the staged rows, which gives what was found; all are asked
-- also when one has failed, so that whoever looks sees everything that is wrong. An empty batch passes whatever asks rows.

create or replace function etl.check_gates(gates jsonb, staging regclass, batch_id bigint)
  returns boolean
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  gate jsonb;
  result record;
  all_passed boolean := true;
begin
  for gate in select g from jsonb_array_elements(gates) g loop
    select * into result from etl.ask_gate(gate, staging);
    insert into etl.gate_result (batch_id, gate, passed, found, wanted)
    values (batch_id, gate ->> 'name', result.passed, result.observed, result.wanted);
    all_passed := all_passed and result.passed;
  end loop;
  return all_passed;
end
$$;

comment on function etl.check_gates(jsonb, regclass, bigint) is
  'Writes a row to etl.gate_result for each gate and tells whether all passed.';
