-- forgetting_names(forgetting_id): what the warehouse has to know to forget the same.

create or replace function splitplot.forgetting_names(forgetting_id bigint)
  returns jsonb
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'unit_type', f.unit_type,
    'forgotten_at', f.forgotten_at,
    'names', (
      select jsonb_agg(jsonb_build_object('kind', n.kind, 'name', n.name, 'pseudonym', n.pseudonym))
      from splitplot.forgetting_name n
      where n.forgetting_id = f.forgetting_id))
  from splitplot.forgetting f
  where f.forgetting_id = forgetting_names.forgetting_id
$$;

comment on function splitplot.forgetting_names(bigint) is
  'unit_type, forgotten_at, and names: an array of {kind, name, pseudonym}, see splitplot.forgetting_name.';

grant execute on function splitplot.forgetting_names(bigint) to splitplot_privacy;
