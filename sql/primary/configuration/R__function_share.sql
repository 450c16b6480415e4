-- share(ppm): millionths as the decimal that people read and write.

create or replace function splitplot.share(ppm bigint)
  returns numeric
  language sql immutable strict parallel safe
as $$
  select trim_scale(ppm / 1000000.0)
$$;

comment on function splitplot.share(bigint) is 'Millionths as a decimal without trailing zeros: 250000 is 0.25.';

grant execute on function splitplot.share(bigint) to splitplot_api, splitplot_analyst;
