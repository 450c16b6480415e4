-- merge_moments(moments): the moments of many groups of rows together, in any order.
--
-- For roll-up rows: moments per day, variant or phase add up to those of their union, provided that
-- no unit is in two of them.

create or replace aggregate stats.merge_moments(float8[]) (
  sfunc = stats.join_moments,
  stype = float8[],
  combinefunc = stats.join_moments,
  parallel = safe
);

comment on aggregate stats.merge_moments(float8[]) is
  '{n, mean, sum of squared deviations} of disjoint groups together, from that of each; null '
  'without groups. Any order and grouping gives the same to about 1e-15.';
