-- finish_forgetting(forgetting_id, warehouse_counts): the last step: writes down that it is done, and forgets the names.

create or replace function splitplot.finish_forgetting(forgetting_id bigint, warehouse_counts jsonb)
  returns jsonb
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  with done as (
    delete from splitplot.forgetting f
    where f.forgetting_id = finish_forgetting.forgetting_id
    returning f.*
  )
  update splitplot.forgotten_unit u
  set counts = jsonb_build_object('primary', d.counts, 'warehouse', warehouse_counts)
  from done d
  where u.forgotten_unit_id = d.forgotten_unit_id
  returning u.counts
$$;

comment on function splitplot.finish_forgetting(bigint, jsonb) is
  'Ends a forgetting of which primary and warehouse are done; gives the rows that were changed in both, by table.';

grant execute on function splitplot.finish_forgetting(bigint, jsonb) to splitplot_privacy;
