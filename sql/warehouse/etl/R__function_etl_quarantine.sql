-- quarantine(line_id, staging, batch_id): makes dead letters of all staged rows of a batch that did not pass its gates.

create or replace function etl.quarantine(line_id smallint, staging regclass, batch_id bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  why text;
begin
  select string_agg(format('%s: found %s, wanted %s', g.gate, coalesce(g.found, 'nothing'), g.wanted), '; ' order by g.gate)
  into why
  from etl.gate_result g
  where g.batch_id = quarantine.batch_id and not g.passed;
  execute format(
    $rows$
    insert into etl.dead_letter (line_id, batch_id, origin, place, station, code, reason, format, payload)
    select $1, $2, b.origin, s.place, 'gate', 'SP-LOAD-GATE', $3, 'staged', convert_to(to_jsonb(s.*)::text, 'UTF8')
    from %s s
    join etl.line_batch b on b.batch_id = $2
    order by s.place
    $rows$, staging)
  using line_id, batch_id, why;
end
$$;

comment on function etl.quarantine(smallint, regclass, bigint) is
  'Copies the staged rows to etl.dead_letter, with what the failed gates found as the reason.';
