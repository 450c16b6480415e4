-- replay_quarantine(line_id, batch_id, accepted, program): stores the rows of a quarantined batch after all.
--
-- Its gates are asked again, as they are declared now; accepted takes the rows whatever they find, and what they found is
-- written down all the same. Totals that were not what the source says are not now either: they have to be accepted.
-- All or nothing, as the batch was.

create or replace function etl.replay_quarantine(line_id smallint, batch_id bigint, accepted boolean, program text)
  returns etl.line_batch
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  line etl.line;
  staging regclass;
  staged_count bigint;
  merged record;
  result etl.line_batch;
begin
  select l.* into strict line from etl.line l where l.line_id = replay_quarantine.line_id;
  staging := etl.staging_table(line.name, 1::smallint);
  execute format('truncate %s', staging);
  execute format(
    $rows$
    insert into %1$s
    select r.*
    from etl.dead_letter d
    cross join jsonb_populate_record(null::%1$s, convert_from(d.payload, 'UTF8')::jsonb) r
    where d.line_id = $1 and d.batch_id = $2 and d.format = 'staged' and d.replayed_by is null
      and d.dismissed_at is null
    $rows$, staging)
  using line_id, batch_id;
  get diagnostics staged_count = row_count;
  if staged_count = 0 then
    raise exception 'batch % has no rows that wait for the line %', batch_id, line.name
      using errcode = 'SP008', hint = 'see which do: ./splitplot dead-letter list';
  end if;

  select m.* into merged
  from etl.line_batch b
  cross join etl.merge_batch(line.line_id, 1::smallint, jsonb_build_object(
    'origin', format('$batch %s', batch_id), 'from', null, 'to', '{"whole": true}'::jsonb, 'read', staged_count,
    'rejected', 0, 'program', program, 'started_at', clock_timestamp(), 'accepted', accepted,
    'totals', coalesce(b.totals, '[]'))) m
  where b.batch_id = replay_quarantine.batch_id;
  if merged.state = 'quarantined' then
    raise exception 'batch % of the line % does not pass its gates: %', batch_id, line.name, (
        select string_agg(format('%s found %s, wanted %s', g.gate, coalesce(g.found, 'nothing'), g.wanted), '; ')
        from etl.gate_result g where g.batch_id = merged.batch_id and not g.passed)
      using errcode = 'SP007', hint = 'correct the gates in its declaration, or accept the batch as it is';
  end if;
  update etl.dead_letter d
  set replayed_by = merged.batch_id
  where d.batch_id = replay_quarantine.batch_id and d.format = 'staged' and d.replayed_by is null
    and d.dismissed_at is null;
  select b.* into result from etl.line_batch b where b.batch_id = merged.batch_id;
  return result;
end
$$;

comment on function etl.replay_quarantine(smallint, bigint, boolean, text) is
  'Merges what a failed gate kept out; gives the new batch. Fails with SP007 when a gate fails '
  'again, SP008 when nothing of the batch waits.';

grant execute on function etl.replay_quarantine(smallint, bigint, boolean, text) to splitplot_etl;
