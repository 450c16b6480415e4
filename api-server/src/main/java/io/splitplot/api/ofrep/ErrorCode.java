package io.splitplot.api.ofrep;

/** What OFREP calls the kinds of problems. */
enum ErrorCode {
  /** The body cannot be read as a request. */
  PARSE_ERROR,
  /** The context names no unit. */
  TARGETING_KEY_MISSING,
  /** The context names impossible units, or is too large. */
  INVALID_CONTEXT,
  /** There is no such parameter. */
  FLAG_NOT_FOUND,
  /** Anything else. */
  GENERAL
}
