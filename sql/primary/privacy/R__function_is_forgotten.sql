-- is_forgotten(unit_type, unit_id, received_at): does a fact that was received then belong to a forgotten unit?
--
-- Nothing is hashed while nobody has been forgotten. A fact that was received later is one of a new unit.

create or replace function splitplot.is_forgotten(unit_type text, unit_id text, received_at timestamptz)
  returns boolean
  language plpgsql stable
as $$
begin
  if not exists (select from splitplot.forgotten_unit) then
    return false;
  end if;
  return exists (
    select
    from splitplot.forgotten_unit f
    where f.unit_hash = splitplot.unit_hash(is_forgotten.unit_type, is_forgotten.unit_id)
      and f.unit_type = is_forgotten.unit_type
      and f.forgotten_at >= is_forgotten.received_at);
end
$$;

comment on function splitplot.is_forgotten(text, text, timestamptz) is
  'Whether the unit was forgotten at or after that instant. Called by the functions that record facts, as their owner.';
