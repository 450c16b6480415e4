-- What a source says of its rows is compared with what came, and dead letters can be dismissed.

alter table etl.line_batch add totals jsonb;

comment on column etl.line_batch.totals is
  'What was compared with what the source says: name (rows, or a column that was summed), found, wanted, or the problem when '
  'the source does not say; null: nothing was.';
