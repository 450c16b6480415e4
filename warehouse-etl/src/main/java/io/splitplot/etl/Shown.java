package io.splitplot.etl;

/** Texts of others inside messages. */
public final class Shown {
  private static final int CHARS_MAX = 60;

  private Shown() {}

  /** Quoted, on one line, not too long. */
  public static String text(String text) {
    var line = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    if (line.length() > CHARS_MAX) {
      line = line.substring(0, CHARS_MAX) + "...";
    }
    return "'" + line + "'";
  }
}
