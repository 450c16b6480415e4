-- adjusted_p_values(role, family, p_values): the p-values of a family of comparisons, adjusted together.
--
-- Primary comparisons: no false winner (Holm, or Hochberg or Bonferroni where that was declared). Secondary ones: few
-- false finds (Benjamini-Hochberg). Guardrails are not adjusted: a missed harm is the error there.
--
-- The family is that of the plan. A comparison that cannot be judged yet belongs to it all the same, as if its p-value
-- were 1, else the others' would grow when it can.

create or replace function report.adjusted_p_values(role text, family text, p_values float8[])
  returns float8[]
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  with judged as (
    select array_agg(coalesce(p.value, 1) order by p.place) as p_values
    from unnest(adjusted_p_values.p_values) with ordinality as p(value, place)
  )
  select array_agg(case when pair.given is not null then pair.adjusted end order by pair.place)
  from judged j
  cross join lateral unnest(
    adjusted_p_values.p_values,
    case
      when role = 'secondary' then stats.benjamini_hochberg(j.p_values)
      when role = 'guardrail' then j.p_values
      when family = 'hochberg' then stats.hochberg(j.p_values)
      when family = 'bonferroni' then stats.bonferroni(j.p_values)
      else stats.holm(j.p_values)
    end) with ordinality as pair(given, adjusted, place)
$$;

comment on function report.adjusted_p_values(text, text, float8[]) is
  'Adjusted p-values in the order given; null stays null. role: primary, secondary, guardrail; family: holm (also for '
  'null), hochberg, bonferroni, of primary ones.';

grant execute on function report.adjusted_p_values(text, text, float8[]) to splitplot_analyst, splitplot_reporter;
