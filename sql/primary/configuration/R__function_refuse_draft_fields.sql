-- refuse_draft_fields(experiment_key, change): what is declared before the start cannot change afterwards.

create or replace function splitplot.refuse_draft_fields(experiment_key text, change jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  field text;
begin
  select f.name into field
  from unnest('{hypothesis,method,metrics}'::text[]) as f(name)
  where change ? f.name
  limit 1;
  if found then
    perform splitplot.refuse('409', 'frozen_at_start', field,
      format('experiment %s has started: its hypothesis, method and metrics are frozen', experiment_key),
      'make another experiment');
  elsif exists (select from jsonb_array_elements(change -> 'variants') as v where v ? 'control') then
    perform splitplot.refuse('409', 'frozen_at_start', 'variants.control',
      format('experiment %s has started: which variant is its control is frozen', experiment_key),
      'leave "control" out');
  end if;
end
$$;

comment on function splitplot.refuse_draft_fields(text, jsonb) is
  'Refuses (SP409) a change of hypothesis, method, metrics or the choice of the control.';
