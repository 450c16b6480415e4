with observed as (
  select file, stats.moments((fields ->> 'y')::float8) as m
  from vectors.given_row
  where file like 'data/uni%'
  group by file
), merged as (
  select c.id, stats.merge_moments(
    array[vectors.number(s, 'n'), vectors.number(s, 'mean'), vectors.number(s, 'm2')]) as m
  from vectors.given c, jsonb_array_elements(c.input -> 'chunks_to_merge') s
  where c.family = 'univariate'
  group by c.id
)
select c.id, k.source || ' ' || v.quantity as quantity, v.got, v.want, v.relative, v.absolute
from vectors.given c
join observed o on o.file = c.input ->> 'file'
join merged g on g.id = c.id,
  lateral (values ('rows', o.m), ('chunks', g.m)) k (source, m),
  lateral (
    select vectors.number(c.output, 'n') as n, vectors.number(c.output, 'mean') as mean,
      vectors.number(c.output, 'sd_sample') as sd
  ) e,
  lateral (values
    ('n', k.m[1], n, 0::float8, 0::float8),
    ('mean', k.m[2], mean, 1e-15 * sqrt(n), 0),
    -- a constant that no float8 holds exactly may leave a trace of variance
    ('sd', sqrt(k.m[3] / nullif(k.m[1] - 1, 0)), sd,
      1e-14 * (1 + coalesce(abs(mean) / nullif(sd, 0), 0)), 1e-15)
  ) v (quantity, got, want, relative, absolute)
where c.family = 'univariate'
