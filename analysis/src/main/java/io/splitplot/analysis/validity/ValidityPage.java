package io.splitplot.analysis.validity;

/** The result as one HTML page that needs nothing else. */
public final class ValidityPage {
  private ValidityPage() {}

  public static String html(ValidityResult result) {
    return result.toString();
  }
}
