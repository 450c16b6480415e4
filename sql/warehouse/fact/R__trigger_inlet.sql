-- The triggers of the inlets. "Always", because the apply worker of a subscription fires no others.

create or replace trigger take_exposure before insert on splitplot.exposure
  for each row execute function fact.take_exposure();
alter table splitplot.exposure enable always trigger take_exposure;

create or replace trigger take_event before insert on splitplot.event
  for each row execute function fact.take_event();
alter table splitplot.event enable always trigger take_event;
