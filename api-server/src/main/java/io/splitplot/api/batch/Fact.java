package io.splitplot.api.batch;

import java.util.Set;

/** The kinds of facts that services report, and the SQL function that stores each. */
public enum Fact {
  EXPOSURE("exposure", "select rejected, duplicates from splitplot.record_exposures(?::jsonb)"),
  EVENT("event", "select rejected, duplicates from splitplot.record_events(?::jsonb)");

  private final String label;
  private final String statement;

  Fact(String label, String statement) {
    this.label = label;
    this.statement = statement;
  }

  /** The kinds by their labels. */
  public static Set<String> labels() {
    return Set.of(EXPOSURE.label, EVENT.label);
  }

  String label() {
    return label;
  }

  String statement() {
    return statement;
  }
}
