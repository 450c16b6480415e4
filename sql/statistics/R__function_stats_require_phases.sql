-- require_phases(caller, weighting, arrays): refuses an unknown weighting and arrays of unequal
-- length; the moments in them are checked phase by phase.

create or replace function stats.require_phases(
  caller text, weighting text,
  n_baseline bigint[], mean_baseline float8[], variance_baseline float8[],
  n_treatment bigint[], mean_treatment float8[], variance_treatment float8[])
  returns void
  language plpgsql immutable parallel safe
as $$
declare
  lengths constant integer[] := array[
    cardinality(n_baseline), cardinality(mean_baseline), cardinality(variance_baseline),
    cardinality(n_treatment), cardinality(mean_treatment), cardinality(variance_treatment)];
begin
  if not coalesce(
       weighting in ('mantel_haenszel', 'post_stratified', 'inverse_variance'), false) then
    raise exception '%: unknown weighting %', caller, coalesce(weighting, 'null')
      using errcode = '22023',
        hint = 'Use mantel_haenszel, post_stratified or inverse_variance.';
  end if;
  if (select count(distinct coalesce(l, -1)) from unnest(lengths) l) > 1 then
    raise exception '%: the arrays must have the same length, not %', caller, lengths
      using errcode = '22023';
  end if;
end
$$;

comment on function stats.require_phases(
  text, text, bigint[], float8[], float8[], bigint[], float8[], float8[]) is
  'Raises 22023 in the name of caller for an unknown weighting or arrays of unequal length.';
