package io.splitplot.etl.source;

/** What a file's rows are written in. */
public enum FileKind {
  CSV,
  NDJSON,
  PARQUET
}
