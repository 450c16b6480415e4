-- begin_import(): makes the session's empty staging tables for one import.
--
-- Temporary, so that an import that dies leaves nothing behind. etl.check_import() judges what is copied
-- into them, etl.merge_import() stores it.

create or replace function etl.begin_import()
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  set client_min_messages = warning
as $$
begin
  drop table if exists pg_temp.import_file, pg_temp.import_record, pg_temp.import_bad_line, pg_temp.import_exposed;

  create temporary table import_file (
    file smallint primary key,
    name text not null
  );

  -- A line of a file gives one record for its exposure, one for each outcome and covariate, one for its event;
  -- or one of kind "bad", with the reason, when it could not be read.
  create temporary table import_record (
    file         smallint not null,
    line         bigint not null,
    kind         text not null check (kind in ('exposure', 'outcome', 'covariate', 'event', 'bad')),
    column_name  text,
    reason       text,
    id           uuid,
    unit_id      text collate "C",
    variant_id   integer,
    occurred_at  timestamptz,
    name         text,
    value        numeric(27, 12),
    order_key    text,
    amount_minor bigint,
    currency     text
  );

  create temporary table import_bad_line (
    file        smallint,
    line        bigint,
    column_name text,
    reason      text not null,
    primary key (file, line)
  );

  create temporary table import_exposed (
    unit_id          text collate "C" primary key,
    first_exposed_at timestamptz not null
  );
end
$$;

comment on function etl.begin_import() is
  'Makes the temporary tables import_file, import_record, import_bad_line and import_exposed, empty.';

grant execute on function etl.begin_import() to splitplot_etl;
