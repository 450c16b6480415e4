-- check_change(changing, former, change): may this experiment be changed, and in these respects?

create or replace function splitplot.check_change(
  changing splitplot.experiment, former splitplot.phase, change jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  field text;
begin
  if changing.archived_at is not null
    or (changing.state in ('stopped', 'concluded') and (isempty(former.valid) or not upper_inf(former.valid)))
  then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s and cannot be changed any more', changing.key,
             case when changing.archived_at is null then changing.state else 'archived' end));
  elsif changing.state = 'paused' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is paused', changing.key), 'resume it, then change it');
  elsif changing.state = 'concluded' and change - 'traffic_ppm' - 'targeting' <> '{}' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is concluded: of its launch only traffic and targeting can change', changing.key));
  end if;
  if changing.state <> 'draft' then
    perform splitplot.refuse_draft_fields(changing.key, change);
  end if;

  select c.name into field
  from jsonb_object_keys(change) as c(name)
  where c.name not in ('traffic_ppm', 'targeting', 'variants', 'salt', 'hypothesis', 'method', 'metrics')
  limit 1;
  if found then
    perform splitplot.refuse('422', 'unknown_field', field, format('%s is nothing that can be changed', field));
  elsif change = '{}' then
    perform splitplot.refuse('422', 'missing_field', null, 'there is nothing to change',
      'name what is to be changed: traffic, targeting, variants, ...');
  elsif changing.state = 'draft' and change ? 'salt' then
    perform splitplot.refuse('422', 'unexpected_field', 'salt', 'a draft has assigned nobody yet, so no salt moves anybody');
  elsif change ->> 'salt' not in ('new', 'keep') then
    perform splitplot.refuse('422', 'unknown_value', 'salt', 'the salt is new or keep');
  elsif changing.assignment = 'external' and change ?| '{traffic_ppm,targeting,salt}' then
    perform splitplot.refuse('422', 'unexpected_field',
      case when change ? 'traffic_ppm' then 'traffic' when change ? 'targeting' then 'targeting' else 'salt' end,
      format('experiment %s is assigned elsewhere, and has no traffic, targeting or salt', changing.key));
  end if;
end
$$;

comment on function splitplot.check_change(splitplot.experiment, splitplot.phase, jsonb) is
  'Refuses (SP409, SP422) a change, as change_experiment takes it, of an experiment whose newest phase is former.';
