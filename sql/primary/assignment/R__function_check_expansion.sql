-- check_expansion(experiment_key, targeting, at): refuses a condition that is too large with its segments written out.

create or replace function splitplot.check_expansion(experiment_key text, targeting jsonb, at timestamptz)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  expanded jsonb := splitplot.expand_segments(targeting, at);
begin
  if octet_length(expanded::text) > 65536 then
    perform splitplot.refuse('422', 'targeting_too_large', 'targeting',
      format('the targeting of experiment %s has %s bytes with its segments written out, and may have 65536',
             experiment_key, octet_length(expanded::text)),
      'use fewer or smaller segments');
  elsif (splitplot.find_condition_problem(expanded, 'targeting', 16)).problem like '%levels deep' then
    perform splitplot.refuse('422', 'targeting_too_large', 'targeting',
      format('the targeting of experiment %s is nested more than 16 levels deep with its segments written out',
             experiment_key),
      'nest the condition or its segments less');
  end if;
end
$$;

comment on function splitplot.check_expansion(text, jsonb, timestamptz) is
  'Refuses (SP422) targeting that has more than 65,536 bytes or 16 levels with the segments of an instant written out.';

grant execute on function splitplot.check_expansion(text, jsonb, timestamptz) to splitplot_api, splitplot_analyst;
