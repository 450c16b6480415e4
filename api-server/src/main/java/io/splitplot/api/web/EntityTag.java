package io.splitplot.api.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Names a document by what it is made of: equal tags, equal bytes (RFC 9110, a strong ETag). */
record EntityTag(String text) {
  static EntityTag of(byte[] content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content);
      return new EntityTag('"' + HexFormat.of().formatHex(hash) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Whether this is one of the tags of {@code If-None-Match}. A proxy that compresses makes tags
   * weak, and some clients lose the quotes; "*" names no document, so nothing is known to be the
   * same.
   */
  boolean isAmong(String ifNoneMatch) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
        .anyMatch(text.replace("\"", "")::equals);
  }
}
