-- keep_lasting_phantoms(feed_resume_id, seed): of pg_temp.phantom what pg_temp.primary_print, read anew, has not brought.
--
-- While the feed goes on, the warehouse may have facts that the primary did not have when it was asked. Missing ones stay.

create or replace function etl.keep_lasting_phantoms(feed_resume_id bigint, seed bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  create temporary table missing_before on commit drop as select * from pg_temp.missing;
  create temporary table phantom_before on commit drop as select * from pg_temp.phantom;
  perform etl.find_differences(seed, h.facts, h.hours)
  from (
    select array_agg(h.fact) as facts, array_agg(h.hour) as hours
    from etl.feed_resume_hour h
    where h.feed_resume_id = keep_lasting_phantoms.feed_resume_id
  ) h;
  delete from pg_temp.phantom p where (p.fact, p.id) not in (select b.fact, b.id from pg_temp.phantom_before b);
  truncate pg_temp.missing;
  insert into pg_temp.missing select * from pg_temp.missing_before;
  update etl.feed_resume r
  set (missing_count, phantom_count) =
    (select (select count(*) from pg_temp.missing), (select count(*) from pg_temp.phantom))
  where r.feed_resume_id = keep_lasting_phantoms.feed_resume_id;
end
$$;

comment on function etl.keep_lasting_phantoms(bigint, bigint) is
  'Removes from pg_temp.phantom what the primary has by now. Of a comparison beside a feed that goes on.';
