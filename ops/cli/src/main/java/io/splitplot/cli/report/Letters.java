package io.splitplot.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Text as a terminal can take it. */
final class Letters {
  private static final String DRAWN = "✓✗●○─│├┤┼┴·–…";
  private static final String PLAIN = "+x*o-|[]++--~";

  private Letters() {}

  /** Our drawing in ASCII, sign for sign, so that columns stay where they are. */
  static String ascii(String text) {
    var ascii = text;
    for (int i = 0; i < DRAWN.length(); i++) {
      ascii = ascii.replace(DRAWN.charAt(i), PLAIN.charAt(i));
    }
    return ascii;
  }

  static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** At most so wide, with an ellipsis where something is missing. */
  static String shortened(String text, int width) {
    return width(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - width(text))) + text;
  }

  /** Lines of whole words, none wider than {@code width} unless a single word is. */
  static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.strip().split(" +", -1)) {
      if (!line.isEmpty() && width(line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
