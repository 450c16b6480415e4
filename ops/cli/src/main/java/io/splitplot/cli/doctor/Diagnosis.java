package io.splitplot.cli.doctor;

import java.util.Comparator;
import java.util.List;

/** All findings, in the order of the checks, and what follows from them. */
record Diagnosis(List<Finding> findings) {
  private static final int WORST_MAX = 3;

  /** As bad as the worst finding; what nobody could look at makes it no worse. */
  Status verdict() {
    return worst().stream().map(Finding::status).findFirst().orElse(Status.HEALTHY);
  }

  /** The findings that somebody should act on, worst first: three at most. */
  List<Finding> worst() {
    return findings.stream()
        .filter(it -> it.status().compareTo(Status.UNKNOWN) > 0)
        .sorted(Comparator.comparing(Finding::status).reversed())
        .limit(WORST_MAX)
        .toList();
  }

  long count(Status status) {
    return findings.stream().filter(it -> it.status() == status).count();
  }

  int exitCode() {
    return switch (verdict()) {
      case HEALTHY, UNKNOWN -> 0;
      case DEGRADED -> 3;
      case BROKEN -> 1;
    };
  }
}
