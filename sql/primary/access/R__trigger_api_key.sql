-- The trigger by which servers hear of revoked keys at once.

create or replace trigger tell_key_change after insert or update or delete on splitplot.api_key
  for each statement execute function splitplot.tell_key_change();
