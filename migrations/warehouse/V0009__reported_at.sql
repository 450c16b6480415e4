-- What a client said of the time, where that was out of bounds and occurred_at was clamped.

alter table splitplot.exposure add column reported_at timestamptz;
alter table splitplot.event add column reported_at timestamptz;
alter table fact.exposure add column reported_at timestamptz;
alter table fact.event add column reported_at timestamptz;

comment on column fact.exposure.reported_at is
  'What the client said when that was out of bounds and occurred_at was clamped; null: it was not.';
comment on column fact.event.reported_at is
  'What the client said when that was out of bounds and occurred_at was clamped; null: it was not.';
