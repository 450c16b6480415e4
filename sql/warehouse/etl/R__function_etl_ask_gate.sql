-- ask_gate(gate, staging): what one quality gate finds in a staged batch.
--
-- not_null: no row lacks the column. range: no value is below at_least or above at_most. unique: no value of the columns is
-- there twice. reference: each value is one of a column of a table of schema external. freshness: the newest value is not
-- older than so long. row_count, sum: not below at_least, not above at_most. sample_ratio: rows by value are as
-- the weights (stats.srm), with a p of at least p_min.

create or replace function etl.ask_gate(gate jsonb, staging regclass, out passed boolean, out observed text, out wanted text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  kind constant text := gate ->> 'kind';
  field constant text := gate ->> 'column';
  at_least constant numeric := gate ->> 'at_least';
  at_most constant numeric := gate ->> 'at_most';
  number numeric;
  age interval;
  counts bigint[];
begin
  case kind
    when 'not_null' then
      execute format('select count(*) from %s where %I is null', staging, field) into number;
      passed := number = 0;
      observed := format('%s rows without %s', number, field);
      wanted := 'none';
    when 'range' then
      execute format('select count(*) from %s where %2$I < $1 or %2$I > $2', staging, field)
      using at_least, at_most into number;
      passed := number = 0;
      observed := format('%s rows with another %s', number, field);
      wanted := format('all within %s and %s', coalesce(at_least::text, 'any'), coalesce(at_most::text, 'any'));
    when 'unique' then
      execute format('select count(*) from (select from %1$s where %2$I is not null group by %2$I having count(*) > 1) n',
        staging, field) into number;
      passed := number = 0;
      observed := format('%s values of %s more than once', number, field);
      wanted := 'none';
    when 'reference' then
      execute format(
        'select count(*) from %s s where %2$I is not null and not exists (select from external.%3$I t where t.%4$I = s.%2$I)',
        staging, field, gate ->> 'table', gate ->> 'key') into number;
      passed := number = 0;
      observed := format('%s rows whose %s is not there', number, field);
      wanted := format('all in external.%s.%s', gate ->> 'table', gate ->> 'key');
    when 'freshness' then
      execute format('select now() - max(%I) from %s', field, staging) into age;
      passed := coalesce(age <= (gate ->> 'within')::interval, true);
      observed := format('the newest %s is %s old', field, age);
      wanted := format('at most %s', (gate ->> 'within')::interval);
    when 'row_count' then
      execute format('select count(*) from %s', staging) into number;
      passed := number between coalesce(at_least, number) and coalesce(at_most, number);
      observed := format('%s rows', number);
      wanted := format('within %s and %s', coalesce(at_least::text, 'any'), coalesce(at_most::text, 'any'));
    when 'sum' then
      execute format('select coalesce(sum(%I), 0) from %s', field, staging) into number;
      passed := number between coalesce(at_least, number) and coalesce(at_most, number);
      observed := format('a sum of %s', number);
      wanted := format('within %s and %s', coalesce(at_least::text, 'any'), coalesce(at_most::text, 'any'));
    when 'sample_ratio' then
      execute format(
        'select array_agg(coalesce(n.count, 0) order by w.ordinality) '
        'from jsonb_object_keys($1) with ordinality as w(value, ordinality) '
        'left join (select %I as value, count(*) from %s group by 1) n on n.value = w.value', field, staging)
      using gate -> 'weights' into counts;
      select coalesce(s.p_value >= (gate ->> 'p_min')::float8, true), format('p = %s, rows %s', s.p_value, counts)
      into passed, observed
      from stats.srm(counts, array(select v::float8 from jsonb_each_text(gate -> 'weights') w(k, v))) s;
      wanted := format('rows as %s, p at least %s', gate -> 'weights', gate ->> 'p_min');
  end case;
end
$$;

comment on function etl.ask_gate(jsonb, regclass) is
  'Whether the staged rows pass the gate, what it found in them and what it wanted.';
