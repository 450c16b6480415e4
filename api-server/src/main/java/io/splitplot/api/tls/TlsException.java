package io.splitplot.api.tls;

import org.jspecify.annotations.Nullable;

/** The files of the certificate cannot be used. */
public final class TlsException extends RuntimeException {
  TlsException(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}
