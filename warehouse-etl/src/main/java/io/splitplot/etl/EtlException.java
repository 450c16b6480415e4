package io.splitplot.etl;

import org.jspecify.annotations.Nullable;

/** What failed, on which object, why, and what to do; with a code that never changes. */
public final class EtlException extends RuntimeException {
  private final String code;

  /**
   * @param code a stable code such as {@code SP-FEED-SLOT-MISSING}; it also begins the message
   * @param sentence what failed, why, and what to do
   */
  public EtlException(String code, String sentence, @Nullable Throwable cause) {
    super(code + ": " + sentence, cause);
    this.code = code;
  }

  public EtlException(String code, String sentence) {
    this(code, sentence, null);
  }

  /** The stable code, for programs and runbooks. */
  public String code() {
    return code;
  }
}
