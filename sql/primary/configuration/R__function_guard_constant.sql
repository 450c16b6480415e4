-- guard_constant(column...): trigger function that refuses to change the columns it is given.

create or replace function splitplot.guard_constant()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  for place in 0 .. tg_nargs - 1 loop
    if to_jsonb(new) -> tg_argv[place] is distinct from to_jsonb(old) -> tg_argv[place] then
      perform splitplot.refuse('409', 'in_force', tg_argv[place],
        format('column %s of splitplot.%s cannot change: decisions were made by it', tg_argv[place], tg_table_name),
        'make a new one');
    end if;
  end loop;
  return new;
end
$$;

comment on function splitplot.guard_constant() is 'Refuses (SP409) an update of any of the columns named by the trigger.';
