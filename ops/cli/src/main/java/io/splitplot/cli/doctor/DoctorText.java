package io.splitplot.cli.doctor;

import java.util.stream.Collectors;

/**
 * The diagnosis for people.
 *
 * @param colour whether a terminal shows it
 * @param all whether every check is shown, or the worst only
 */
record DoctorText(boolean colour, boolean all) {
  private static final int NAME_WIDTH = 17;

  String of(Diagnosis diagnosis, String home, double seconds) {
    var verdict = diagnosis.verdict();
    var text = new StringBuilder();
    text.append(paint(verdict, verdict.label()))
        .append(
            "  %d checks: %d healthy, %d degraded, %d broken, %d not possible (%s, %.1f s)%n%n"
                .formatted(
                    diagnosis.findings().size(),
                    diagnosis.count(Status.HEALTHY),
                    diagnosis.count(Status.DEGRADED),
                    diagnosis.count(Status.BROKEN),
                    diagnosis.count(Status.UNKNOWN),
                    home,
                    seconds));
    var shown = all ? diagnosis.findings() : diagnosis.worst();
    text.append(shown.stream().map(this::line).collect(Collectors.joining()));
    var more = diagnosis.count(Status.DEGRADED) + diagnosis.count(Status.BROKEN) - shown.size();
    if (!all && more > 0) {
      text.append("%nand %d more: ./splitplot doctor --all%n".formatted(more));
    }
    return text.toString();
  }

  private String line(Finding finding) {
    var line =
        "%s %s %s%n"
            .formatted(
                paint(finding.status(), mark(finding.status())),
                ("%-" + NAME_WIDTH + "s").formatted(finding.check()),
                finding.detail());
    return finding.command().isEmpty()
        ? line
        : line + " ".repeat(NAME_WIDTH + 3) + "→ %s%n".formatted(finding.command());
  }

  private static String mark(Status status) {
    return switch (status) {
      case HEALTHY -> "✓";
      case UNKNOWN -> "?";
      case DEGRADED -> "!";
      case BROKEN -> "✗";
    };
  }

  private String paint(Status status, String text) {
    if (!colour) {
      return text;
    }
    var code =
        switch (status) {
          case HEALTHY -> "32";
          case UNKNOWN -> "2";
          case DEGRADED -> "33";
          case BROKEN -> "1;31";
        };
    return "\033[" + code + "m" + text + "\033[0m";
  }
}
