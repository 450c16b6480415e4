package io.splitplot.etl.assembly;

import java.util.Locale;

/** What a column may be declared as; {@code etl.sql_type} has PostgreSQL's names. */
public enum ColumnType {
  TEXT,
  BIGINT,
  NUMERIC,
  BOOLEAN,
  DATE,
  TIMESTAMP,
  UUID,
  JSON;

  /** As declarations write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
