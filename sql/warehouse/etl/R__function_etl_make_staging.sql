-- make_staging(line, columns): makes the two staging tables of a line, empty.

create or replace function etl.make_staging(line text, columns jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set client_min_messages = warning
as $$
declare
  slot integer;
  staging text;
begin
  foreach slot in array '{1,2}'::integer[] loop
    staging := format('%s_%s', line, slot);
    execute format('drop table if exists staging.%I', staging);
    execute format(
      'create unlogged table staging.%I (place bigint not null, %s, extra jsonb) with (autovacuum_enabled = off)',
      staging,
      (select string_agg(format('%I %s', c ->> 'name', etl.sql_type(c ->> 'type')), ', ' order by n)
       from jsonb_array_elements(columns) with ordinality as t(c, n)));
    execute format('comment on table staging.%I is %L', staging,
      format('Rows of the line %s between two of its stations.', line));
    execute format('grant select, insert, truncate on staging.%I to splitplot_etl', staging);
  end loop;
end
$$;

comment on function etl.make_staging(text, jsonb) is
  'Makes the unlogged tables staging.LINE_1 and staging.LINE_2: place, the declared columns, extra.';
