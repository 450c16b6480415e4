-- release_buckets(owner_kind, owner_key): a domain, shared control or holdout gives its buckets back.
--
-- What a running experiment relies on stays: whoever still is in force in a domain, or has a shared control, would
-- else find its units with somebody else. A holdout can end at any time, as the phases that it holds back
-- from keep to it until they end.

create or replace function splitplot.release_buckets(owner_kind text, owner_key text)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  owner_id integer;
begin
  owner_id := case owner_kind
    when 'domain' then (
      select d.domain_id from splitplot.domain d where d.key = owner_key and d.parent_layer_id is not null)
    when 'shared_control' then (select c.shared_control_id from splitplot.shared_control c where c.key = owner_key)
    when 'holdout' then (select h.holdout_id from splitplot.holdout h where h.key = owner_key)
  end;
  update splitplot.allocation a
  set valid = tstzrange(lower(a.valid), instant)
  where a.owner_kind = release_buckets.owner_kind
    and coalesce(a.domain_id, a.shared_control_id, a.holdout_id) = owner_id
    and upper_inf(a.valid);
  if not found then
    perform splitplot.refuse('404', 'unknown_' || owner_kind, 'key',
      format('there is no %s %s that owns buckets', replace(owner_kind, '_', ' '), owner_key),
      'GET /v1/traffic shows who owns what');
  end if;
end
$$;

comment on function splitplot.release_buckets(text, text) is
  'Ends a domain, shared_control or holdout at the configuration instant. SP404 when it owns nothing, SP409 when '
  'an experiment in force relies on it.';

grant execute on function splitplot.release_buckets(text, text) to splitplot_api;
