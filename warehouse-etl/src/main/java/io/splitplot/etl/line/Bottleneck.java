package io.splitplot.etl.line;

import java.util.Comparator;
import java.util.List;

/** Which station holds the others up. */
public final class Bottleneck {
  /** Below, no station is the reason: there is little to do. */
  private static final double BUSY = 0.5;

  private static final int PERCENT = 100;

  private Bottleneck() {}

  /**
   * The busiest station: before it belts fill up, behind it stations wait. Of equally busy ones the
   * later, as a full belt keeps those before it from working.
   */
  public static StationFigures of(List<StationFigures> stations) {
    return stations.reversed().stream()
        .max(Comparator.comparingDouble(StationFigures::busyShare))
        .orElseThrow();
  }

  /** For people, such as "merge is the bottleneck (97 % busy, 8 of 8 portions wait before it)". */
  public static String sentence(List<StationFigures> stations) {
    var busiest = of(stations);
    if (busiest.busyShare() < BUSY) {
      return "no bottleneck, all stations wait for work";
    }
    var before =
        busiest.room() == 0
            ? ""
            : ", %d of %d portions wait before it".formatted(busiest.waiting(), busiest.room());
    return "%s is the bottleneck (%.0f %% busy%s)"
        .formatted(busiest.station(), busiest.busyShare() * PERCENT, before);
  }
}
