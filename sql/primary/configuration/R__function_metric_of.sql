-- metric_of(definition, path): reads the definition of a metric; path is where it stands in what was sent.
--
-- What is absent, or null, has its default. Whether the fields fit together is for the table to say.

create or replace function splitplot.metric_of(definition jsonb, path text default '')
  returns splitplot.metric
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  prefix constant text := case when path = '' then '' else path || '.' end;
  defaults splitplot.metric;
  unknown_field text;
begin
  if jsonb_typeof(definition) is distinct from 'object' then
    perform splitplot.refuse('422', 'wrong_type', path, concat_ws(': ', nullif(path, ''), 'this must be an object'));
  end if;
  defaults.net := false;
  defaults.direction := 'increase';
  defaults.description := '';
  defaults.unripe := 'so_far';
  select f.name into unknown_field
  from jsonb_object_keys(definition) f(name)
  where f.name in ('version', 'created_at') or not splitplot.metric_document(defaults)::jsonb ? f.name
  order by f.name collate "C"
  limit 1;
  if found then
    perform splitplot.refuse('422', 'unknown_field', prefix || unknown_field, prefix || unknown_field || ': unknown field');
  end if;
  if jsonb_typeof(definition -> 'key') is distinct from 'string' then
    perform splitplot.refuse('422', 'missing_field', prefix || 'key', prefix || 'key: this field is required');
  elsif jsonb_typeof(definition -> 'kind') is distinct from 'string' then
    perform splitplot.refuse('422', 'missing_field', prefix || 'kind', prefix || 'kind: this field is required');
  end if;
  return jsonb_populate_record(defaults, jsonb_strip_nulls(
    definition - '{window,covariate}'::text[]
    || jsonb_build_object('metric_window', definition -> 'window', 'covariate_event', definition -> 'covariate')));
end
$$;

comment on function splitplot.metric_of(jsonb, text) is
  'The metric that a definition describes, not stored. SP422 for a field that is unknown, or key or kind missing.';

grant execute on function splitplot.metric_of(jsonb, text) to splitplot_api;
