package io.splitplot.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Text from outside that is to be stored: PostgreSQL takes neither NUL nor half a character. */
public final class Texts {
  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,127}");

  private Texts() {}

  /** The text of a node, of 1 to {@code bytesMax} bytes; a refusal names {@code path}. */
  public static String of(JsonNode node, String path, int bytesMax) {
    if (!node.isTextual()) {
      throw Fields.refuse("wrong_type", path, "this must be a text");
    }
    return of(node.textValue(), path, bytesMax);
  }

  /** The text itself, of 1 to {@code bytesMax} bytes; a refusal names {@code path}. */
  public static String of(String text, String path, int bytesMax) {
    var bytes = storableBytes(text, path);
    if (bytes < 1 || bytes > bytesMax) {
      throw Fields.refuse(
          "invalid_length",
          path,
          "a text here has 1 to %d bytes, this one has %d".formatted(bytesMax, bytes));
    }
    return text;
  }

  /** Whether this can be the key of something that is configured. */
  public static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  /** How many bytes of UTF-8 a text has; refuses what cannot be stored. */
  public static int storableBytes(String text, String path) {
    var bytes = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        throw Fields.refuse("invalid_text", path, "a text cannot contain the character NUL");
      } else if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw Fields.refuse("invalid_text", path, "a text cannot contain half a character");
      }
    }
    return bytes;
  }
}
