package io.splitplot.api.assignment;

import java.util.Locale;

/** Why a unit got what it got from an experiment. */
public enum Reason {
  /** The unit is in the experiment's traffic and got a variant. */
  SPLIT,
  /** The unit's attributes do not fulfil the condition of the phase. */
  NOT_TARGETED,
  /** The experiment does not own the unit's bucket of the layer. */
  NOT_IN_TRAFFIC,
  /** The experiment exists and is not in force, or another system assigns its units. */
  NOT_RUNNING,
  /** The request names no unit of the experiment's unit type. */
  NO_UNIT,
  /** There is no experiment with this key. */
  UNKNOWN_EXPERIMENT;

  /** The word that SQL and the API use. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
