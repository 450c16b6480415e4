package io.splitplot.etl.assembly;

import org.jspecify.annotations.Nullable;

/** A row, or one of its fields, cannot be stored. Without a stack trace: there may be millions. */
final class BadRowException extends Exception {
  /** It cannot be read: no CSV, no JSON, no UTF-8, cut off, another number of cells. */
  static final String UNREADABLE = "SP-LOAD-UNREADABLE";

  /** It lacks something. */
  static final String MISSING = "SP-LOAD-MISSING";

  /** It has something that is not of the declared type. */
  static final String TYPE = "SP-LOAD-TYPE";

  /** Everything in it is right by itself, and it is no event all the same. */
  static final String EVENT = "SP-LOAD-EVENT";

  private final String code;
  private final @Nullable String field;

  BadRowException(String code, @Nullable String field, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.field = field;
  }

  String code() {
    return code;
  }

  @Nullable String field() {
    return field;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
