-- plan_shares(experiment_id): the share of each variant in an experiment's newest phase, as its units will show it.

create or replace function report.plan_shares(experiment_id integer)
  returns table (variant_id integer, variant text, "position" integer, is_control boolean, share float8)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select
    v.variant_id, v.key, v.position, v.is_control,
    coalesce(
      pp.expected_shares[array_position(pp.variant_ids, v.variant_id)], pv.weight_ppm / 1000000.0, 0)::float8
  from splitplot.variant v
  left join lateral (
    select p.phase_id
    from splitplot.phase p
    where p.experiment_id = v.experiment_id
    order by p.number desc
    limit 1) newest on true
  left join splitplot.phase_plan pp on pp.phase_id = newest.phase_id
  left join splitplot.phase_variant pv on pv.phase_id = newest.phase_id and pv.variant_id = v.variant_id
  where v.experiment_id = plan_shares.experiment_id
$$;

comment on function report.plan_shares(integer) is
  'Share of each variant by the compiled plan of the newest phase, or by its weights before it is compiled; 0: none.';

grant execute on function report.plan_shares(integer) to splitplot_analyst, splitplot_reporter;
