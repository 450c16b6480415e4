-- seconds(statement): how long a statement takes.

create function pg_temp.seconds(statement text)
  returns numeric
  language plpgsql
as $$
declare
  began_at timestamptz := clock_timestamp();
begin
  execute statement;
  return extract(epoch from clock_timestamp() - began_at);
end
$$;
