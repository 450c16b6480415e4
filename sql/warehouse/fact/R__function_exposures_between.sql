-- exposures_between(previous, reached): the exposures that arrived after one watermark and up to another.
--
-- Of the partitions only those of the days between them are read. Without a fixed search_path, so that the planner can
-- inline it; every name is qualified.

create or replace function fact.exposures_between(previous etl.batch, reached etl.batch)
  returns setof fact.exposure
  language sql stable
as $$
  select x.*
  from fact.exposure x
  where (x.source = 0 and x.arrival > previous.feed_exposure_to and x.arrival <= reached.feed_exposure_to
      and x.arrived_on between previous.feed_exposure_day and reached.feed_exposure_day)
    or (x.source = 1 and x.arrival > previous.import_exposure_to and x.arrival <= reached.import_exposure_to
      and x.arrived_on between previous.import_exposure_day and reached.import_exposure_day)
$$;

comment on function fact.exposures_between(etl.batch, etl.batch) is
  'Exposures of all sources that are after the first watermark and not after the second.';

grant execute on function fact.exposures_between(etl.batch, etl.batch) to splitplot_analyst;
