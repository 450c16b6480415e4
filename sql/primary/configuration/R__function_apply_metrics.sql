-- apply_metrics(definitions, dry_run): makes metrics what their definitions say, all of them or none.
--
-- A key that is new is created; one whose newest version says something else is succeeded by the next version, and
-- experiments go on with the one that they have. A dry run does the same and takes it back, so that it cannot say
-- anything else than the run would.

create or replace function splitplot.apply_metrics(definitions jsonb, dry_run boolean default false)
  returns table (key text, outcome text, version integer, changes jsonb)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  applied jsonb := '[]';
  place integer := 0;
  path text;
  given splitplot.metric;
  newest splitplot.metric;
  differing jsonb;
  broken text;
begin
  if jsonb_typeof(definitions) is distinct from 'array' then
    perform splitplot.refuse('422', 'wrong_type', 'metrics', 'metrics: this must be an array');
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.metric'));
  begin
    while place < jsonb_array_length(definitions) loop
      path := format('metrics[%s]', place);
      given := splitplot.metric_of(definitions -> place, path);
      if applied @> jsonb_build_array(jsonb_build_object('key', given.key)) then
        perform splitplot.refuse('422', 'repeated', path || '.key', format('%s.key: %s is there already', path, given.key));
      end if;
      select m.* into newest from splitplot.metric m where m.key = given.key order by m.version desc limit 1;
      select coalesce(
        jsonb_object_agg(g.name, jsonb_build_object('from', n.value, 'to', g.value)) filter (where n.value <> g.value), '{}')
      into differing
      from jsonb_each(splitplot.metric_document(given)::jsonb) g(name, value)
      join jsonb_each(splitplot.metric_document(newest)::jsonb) n(name, value) using (name)
      where name not in ('version', 'created_at') and newest.key is not null;
      given.version := coalesce(newest.version, 0) + 1;
      if newest.key is not null and differing = '{}' then
        given.version := newest.version;
      else
        perform splitplot.add_metric(given);
      end if;
      applied := applied || jsonb_build_object(
        'key', given.key, 'version', given.version, 'changes', differing,
        'outcome', case
          when newest.key is null then 'created'
          when differing = '{}' then 'unchanged'
          else 'succeeded'
        end);
      place := place + 1;
    end loop;
    if dry_run then
      raise sqlstate 'SPDRY';
    end if;
  exception
    when sqlstate 'SPDRY' then
      null; -- all that it did is undone now, and applied says what it was
    when check_violation then
      get stacked diagnostics broken = constraint_name;
      perform splitplot.refuse('422', 'rule_broken', path, format('%s: %s', path, replace(broken, '_', ' ')));
  end;
  return query
  select a.key, a.outcome, a.version, a.changes
  from jsonb_to_recordset(applied) as a(key text, outcome text, version integer, changes jsonb);
end
$$;

comment on function splitplot.apply_metrics(jsonb, boolean) is
  'For each of an array of definitions (see metric_document): key, outcome (created, succeeded by a new version, '
  'unchanged), version, and for each field that changed what it was and is ({"window": {"from": "P7D", "to": "P14D"}}). '
  'With dry_run nothing is stored. SP422 for definitions that cannot be, and then nothing is stored either.';

grant execute on function splitplot.apply_metrics(jsonb, boolean) to splitplot_api;
