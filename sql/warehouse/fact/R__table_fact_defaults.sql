-- Whoever stores a fact cannot forget when it arrives. (In a file of its own, as the function is newer than the tables.)

alter table fact.exposure alter column arrived_on set default fact.arrival_day();
alter table fact.event alter column arrived_on set default fact.arrival_day();
