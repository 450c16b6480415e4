-- The reference numbers as tables: one row a case, one row a line of data, and readers of JSON.

create schema vectors;

create table vectors.given (family text, id text, input jsonb, output jsonb);
create table vectors.given_row (file text, line integer, fields jsonb);

create function vectors.load_family(family text, document jsonb) returns void language sql as $$
  insert into vectors.given (family, id, input, output)
  select family, c ->> 'id', c -> 'in', c -> 'out'
  from jsonb_array_elements(document -> 'cases') c
$$;

create function vectors.load_rows(file text, csv text) returns void language sql as $$
  with line as (
    select i, string_to_array(cells, ',') as cells
    from string_to_table(rtrim(csv, E'\n'), E'\n') with ordinality l (cells, i)
  )
  insert into vectors.given_row (file, line, fields)
  select file, line.i, jsonb_object(header.cells, line.cells)
  from line
  join line header on header.i = 1
  where line.i > 1
$$;

-- Infinities are strings in the documents, and a cast of text reads either exactly.
create function vectors.number(document jsonb, field text) returns float8 language sql as $$
  select (document ->> field)::float8
$$;

create function vectors.numbers(document jsonb) returns float8[] language sql as $$
  select array_agg(v::float8 order by i)
  from jsonb_array_elements_text(document) with ordinality e (v, i)
$$;

create function vectors.counts(document jsonb) returns bigint[] language sql as $$
  select array_agg(v::bigint order by i)
  from jsonb_array_elements_text(document) with ordinality e (v, i)
$$;
