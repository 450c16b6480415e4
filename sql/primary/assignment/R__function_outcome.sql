-- outcome(decided, stored, forced): what counts when they differ: forced before stored before decided.
--
-- A stored variant that is also the decided one is no exception, so its reason stays the decision's.
--
-- A table of one row, because the planner puts that into the query of its caller, and a single record it does not.

create or replace function splitplot.outcome(
  decided_index integer, decided_reason text, stored_index integer, forced_index integer)
  returns table (variant_index integer, reason text)
  language sql immutable parallel safe
as $$
  select
    coalesce(forced_index, stored_index, decided_index),
    case
      when forced_index is not null then 'forced'
      when stored_index is distinct from decided_index and stored_index is not null then 'sticky'
      else decided_reason
    end
$$;

comment on function splitplot.outcome(integer, text, integer, integer) is
  'The variant (place in plan order) and the reason; stored is null where it does not come before the decision.';

grant execute on function splitplot.outcome(integer, text, integer, integer) to splitplot_api, splitplot_analyst;
