package io.splitplot.etl;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code copy}. */
public final class CopyText {
  private final StringBuilder text = new StringBuilder();

  /** Begins a row with a number as its first cell. */
  public void begin(long first) {
    text.append(first);
  }

  /** The next cell of the row; null is null. */
  public void cell(@Nullable String value) {
    text.append('\t');
    if (value == null) {
      text.append("\\N");
      return;
    }
    for (var i = 0; i < value.length(); i++) {
      var character = value.charAt(i);
      switch (character) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(character);
      }
    }
  }

  public void end() {
    text.append('\n');
  }

  /** How much there is. */
  public int length() {
    return text.length();
  }

  /** All rows so far in UTF-8; afterwards there are none. */
  public byte[] take() {
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return bytes;
  }
}
