package io.splitplot.api.access;

/** What the holder of a key may do; see {@link Endpoint} for which calls that are. */
public enum Role {
  CLIENT,
  ANALYST,
  EDITOR,
  OPERATOR,
  ADMIN,
  LOADER
}
