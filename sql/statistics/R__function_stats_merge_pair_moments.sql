-- merge_pair_moments(moments): the moments of many groups of pairs together, in any order.

create or replace aggregate stats.merge_pair_moments(float8[]) (
  sfunc = stats.join_pair_moments,
  stype = float8[],
  combinefunc = stats.join_pair_moments,
  parallel = safe
);

comment on aggregate stats.merge_pair_moments(float8[]) is
  '{n, mean_y, mean_x, syy, sxx, sxy} of disjoint groups together, from that of each; null without '
  'groups. Any order and grouping gives the same to about 1e-15.';
