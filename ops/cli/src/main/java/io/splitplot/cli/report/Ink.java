package io.splitplot.cli.report;

/** Colours for the terminal, or none. Applied last, as they have no width. */
record Ink(boolean colour) {
  String bold(String text) {
    return paint("1", text);
  }

  String quiet(String text) {
    return paint("2", text);
  }

  String accent(String text) {
    return paint("36", text);
  }

  /** The colour of a health check's state. */
  String state(String state, String text) {
    return switch (state) {
      case "pass" -> paint("32", text);
      case "warn" -> paint("33", text);
      case "fail" -> paint("1;31", text);
      default -> quiet(text);
    };
  }

  private String paint(String code, String text) {
    return colour && !text.isBlank() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
