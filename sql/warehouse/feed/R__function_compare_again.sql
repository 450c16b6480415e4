-- compare_again(seed): finds what still differs from what pg_temp.primary_hour and primary_print say.
--
-- An hour may look different and not be: it holds facts of forgotten units, or those that an import brought.

create or replace function etl.compare_again(seed bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  facts text[];
  hours timestamptz[];
begin
  select array_agg(c.fact), array_agg(c.hour) into facts, hours from etl.compare_hours(seed) c where c.differs;
  perform etl.find_differences(seed, facts, hours);
end
$$;

comment on function etl.compare_again(bigint) is 'Fills pg_temp.missing and pg_temp.phantom anew, of all hours that differ now.';
