-- make_fact_days(batch): the partitions that a batch of facts needs: of today, and of the days when it was received.
--
-- They are made ahead; but a fact must not be refused because nobody did that.

create or replace function splitplot.make_fact_days(batch jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  day date;
begin
  perform splitplot.make_fact_day(current_date) where not splitplot.has_fact_day(current_date);
  if batch @? '$[*].received_at' then
    for day in
      select distinct least(r.received_at, now())::date
      from jsonb_to_recordset(batch) as r(received_at timestamptz)
      where r.received_at is not null
    loop
      perform splitplot.make_fact_day(day) where not splitplot.has_fact_day(day);
    end loop;
  end if;
end
$$;

comment on function splitplot.make_fact_days(jsonb) is
  'Makes the partitions for an array of facts with or without received_at, where there are none.';
