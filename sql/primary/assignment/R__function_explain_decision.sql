-- explain_decision(plan, unit_id, attributes): the steps of decide(), one row each, up to the one that settles it.
--
-- The same questions in the same order. It is for people to read and decides nothing; sql/tests holds it to decide().

create or replace function splitplot.explain_decision(
  plan splitplot.phase_plan, unit_id text, attributes jsonb)
  returns table (question text, salt text, bucket integer, ranges text, answer text)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  is_in boolean;
begin
  question := 'is it targeted?';
  ranges := coalesce(plan.targeting::text, 'everybody');
  is_in := plan.targeting is null or splitplot.matches(plan.targeting, attributes);
  answer := case when is_in then 'yes' else 'no' end;
  return next;
  if not is_in then
    return;
  end if;

  for place in 1 .. cardinality(plan.domain_salts) loop
    question := format('is it in domain %s of the %s around the layer?', place, cardinality(plan.domain_salts));
    salt := plan.domain_salts[place];
    bucket := splitplot.bucket(salt, unit_id);
    ranges := plan.domain_buckets[place];
    is_in := plan.domain_buckets[place] @> bucket;
    answer := case when is_in then 'yes' else 'no' end;
    return next;
    if not is_in then
      return;
    end if;
  end loop;

  for place in 1 .. cardinality(plan.holdout_salts) loop
    question := 'is it held out?';
    salt := plan.holdout_salts[place];
    bucket := splitplot.bucket(salt, unit_id);
    ranges := plan.holdout_buckets[place];
    is_in := plan.holdout_buckets[place] @> bucket;
    answer := case when is_in then 'yes' else 'no' end;
    return next;
    if is_in then
      return;
    end if;
  end loop;

  question := 'is it in buckets that are open?';
  salt := plan.layer_salt;
  bucket := splitplot.bucket(salt, unit_id);
  ranges := plan.open_buckets;
  is_in := plan.open_buckets @> bucket;
  answer := case when is_in then 'yes' else 'no' end;
  return next;
  if not is_in then
    question := 'is it in buckets of the experiment that are closed?';
    ranges := plan.own_buckets - plan.open_buckets;
    answer := case when plan.own_buckets @> bucket then 'yes' else 'no' end;
    return next;
    question := 'is it in buckets of the shared control?';
    ranges := plan.shared_buckets;
    answer := case when plan.shared_buckets @> bucket then 'yes' else 'no' end;
    return next;
    return;
  end if;

  question := 'which variant has its lot?';
  salt := plan.salt;
  bucket := splitplot.bucket(salt, unit_id);
  select string_agg(plan.variants[array_position(plan.variant_ids, r.variant_id)] || ' ' || r.buckets, ', '
                    order by lower(r.buckets))
  into ranges
  from splitplot.variant_ranges(plan.variant_ids, plan.lower_bounds) r
  where not isempty(r.buckets);
  answer := plan.variants[width_bucket(bucket, plan.lower_bounds)];
  return next;
  if not isempty(plan.moved_buckets) then
    question := 'had its lot another variant in an earlier phase?';
    ranges := plan.moved_buckets;
    answer := case when plan.moved_buckets @> bucket then 'yes' else 'no' end;
    return next;
  end if;
end
$$;

comment on function splitplot.explain_decision(splitplot.phase_plan, text, jsonb) is
  'What is asked of a unit by the plan of a phase: the salt and its bucket by it, what it is compared with, and '
  'the answer. A salt that is null: nothing is hashed for that.';

grant execute on function splitplot.explain_decision(splitplot.phase_plan, text, jsonb)
  to splitplot_api, splitplot_analyst;
