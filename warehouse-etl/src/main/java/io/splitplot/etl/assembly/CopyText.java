package io.splitplot.etl.assembly;

import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code copy}. */
final class CopyText {
  private final StringBuilder text = new StringBuilder();

  void begin(long place) {
    text.append(place);
  }

  void cell(@Nullable String value) {
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

  void end() {
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
