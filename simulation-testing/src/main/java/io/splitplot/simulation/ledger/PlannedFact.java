package io.splitplot.simulation.ledger;

import java.util.UUID;

/**
 * A fact that a client will report.
 *
 * @param id the same in every attempt
 * @param expected what a server must do with it
 * @param units how many units it belongs to
 * @param json the fact without its time, open at the end
 */
record PlannedFact(UUID id, Expected expected, int units, String json) {
  /** What a server must do with a fact. */
  enum Expected {
    /** It has to be taken. */
    TAKEN,
    /** It has to be refused. */
    REFUSED,
    /** Both is right, as when two visitors share a session. */
    EITHER
  }
}
