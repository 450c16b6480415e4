-- dismiss(line, ids, batch_id, who, why): says of dead letters that nobody wants them; they are kept, and not replayed.
--
-- Those of ids, else those of a batch, else all that wait of the line. A batch that did not pass its gates is stored as a whole or
-- not at all, so it is dismissed as a whole too.

create or replace function etl.dismiss(line text, ids bigint[], batch_id bigint, who text, why text)
  returns bigint
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  dismissed bigint;
begin
  if coalesce(btrim(who), '') = '' or coalesce(btrim(why), '') = '' then
    raise exception 'a dismissal says who and why' using errcode = 'SP010', hint = 'give a reason';
  end if;
  if num_nonnulls(line, ids, batch_id) <> 1 then
    raise exception 'dead letters are named by their numbers, by a batch or by a line' using errcode = 'SP010',
      hint = 'give one of them';
  end if;
  if exists (
    select from etl.dead_letter d
    where d.dead_letter_id = any (ids) and d.format = 'staged' and d.replayed_by is null and d.dismissed_at is null
  ) then
    raise exception 'some of them are of a batch that a gate kept out, which is stored or dismissed as a whole'
      using errcode = 'SP010', hint = 'dismiss the batch: ./splitplot dead-letter dismiss --batch N';
  end if;
  update etl.dead_letter d
  set (dismissed_at, dismissed_by, dismissed_reason) = (clock_timestamp(), who, why)
  from etl.line l
  where l.line_id = d.line_id and d.replayed_by is null and d.dismissed_at is null
    and (d.dead_letter_id = any (ids) or d.batch_id = dismiss.batch_id or l.name = line);
  get diagnostics dismissed = row_count;
  return dismissed;
end
$$;

comment on function etl.dismiss(text, bigint[], bigint, text, text) is
  'Dismisses waiting dead letters and gives how many they were. Fails with SP010 when it is not said who, why or which, or when '
  'it would be a part of a quarantined batch.';

grant execute on function etl.dismiss(text, bigint[], bigint, text, text) to splitplot_etl;
