package io.splitplot.api.problem;

/** Text that may quote what a client sent, made fit to be sent back and logged. */
public final class Printable {
  private static final char REPLACEMENT = '\uFFFD';

  private Printable() {}

  /** The text without control characters and halves of characters, cut after some characters. */
  public static String of(String text, int charsMax) {
    var isLong = text.length() > charsMax;
    var printable = new StringBuilder(isLong ? text.substring(0, charsMax) : text);
    for (var i = 0; i < printable.length(); i++) {
      var c = printable.charAt(i);
      var isPair =
          Character.isHighSurrogate(c)
              && i + 1 < printable.length()
              && Character.isLowSurrogate(printable.charAt(i + 1));
      if (isPair) {
        i++;
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        printable.setCharAt(i, REPLACEMENT);
      }
    }
    return isLong ? printable.append('…').toString() : printable.toString();
  }
}
