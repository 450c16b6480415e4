-- publish_facts_without(columns): facts go to the warehouse without these columns from now on; '{}': with all of them.
--
-- For installations whose warehouse must not know more of a person than it needs. Only what is nullable there and no
-- number is made of can be left out. The publication itself remembers it; what the warehouse has already stays.

create or replace function splitplot.publish_facts_without(columns text[])
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  can_be_left_out constant text[] := '{exposure.attributes,exposure.session_id,event.properties,event.lines}';
  wrong text;
  published text;
begin
  select string_agg(c, ', ') into wrong from unnest(columns) c where c <> all (can_be_left_out);
  if wrong is not null then
    raise exception 'the warehouse needs %', wrong
      using errcode = 'invalid_parameter_value',
        hint = 'What can be left out: ' || array_to_string(can_be_left_out, ', ') || '.';
  end if;
  select string_agg(format('splitplot.%I (%s)', t.name, t.kept), ', ') into published
  from (
    select r.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as kept
    from pg_class r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    where r.oid in ('splitplot.exposure'::regclass, 'splitplot.event'::regclass)
      and format('%s.%s', r.relname, a.attname) <> all (columns)
    group by r.relname
  ) t;
  alter publication splitplot_warehouse drop table splitplot.exposure, splitplot.event;
  if columns = '{}' then
    alter publication splitplot_warehouse add table splitplot.exposure, splitplot.event;
  else
    execute 'alter publication splitplot_warehouse add table ' || published;
  end if;
end
$$;

comment on function splitplot.publish_facts_without(text[]) is
  'Leaves columns such as exposure.attributes out of what the warehouse is sent. The owner''s.';
