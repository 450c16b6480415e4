package io.splitplot.api.batch;

/** The kinds of facts that services report, and the SQL function that stores each. */
public enum Fact {
  EXPOSURE("exposure", "select * from splitplot.record_exposures(?::jsonb)"),
  EVENT("event", "select * from splitplot.record_events(?::jsonb)");

  private final String label;
  private final String statement;

  Fact(String label, String statement) {
    this.label = label;
    this.statement = statement;
  }

  String label() {
    return label;
  }

  String statement() {
    return statement;
  }
}
