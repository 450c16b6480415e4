package io.splitplot.cli.installation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A key of the HTTP API, a secret: {@code sp_}, eight characters that tell it from others, and 256
 * random bits.
 */
public record KeyText(String text) {
  private static final int TELLING_BYTES = 4;
  private static final int SECRET_BYTES = 32;

  /** A new one, which nobody can guess. */
  public static KeyText random() {
    var random = new SecureRandom();
    var telling = new byte[TELLING_BYTES];
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(telling);
    random.nextBytes(secret);
    var digits = HexFormat.of();
    return new KeyText("sp_%s_%s".formatted(digits.formatHex(telling), digits.formatHex(secret)));
  }

  /** How it begins; no secret. */
  String prefix() {
    return text.substring(0, text.lastIndexOf('_'));
  }

  byte[] sha256() {
    return sha256(text);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return prefix() + "_…";
  }
}
