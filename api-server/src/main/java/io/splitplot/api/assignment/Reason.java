package io.splitplot.api.assignment;

import java.util.Locale;

/** Why a unit got what it got from an experiment. */
public enum Reason {
  /** The unit is in the experiment's traffic and got a variant. */
  SPLIT,
  /** The unit is in the shared control that the experiment uses, and sees the control. */
  SHARED_CONTROL,
  /** The unit was exposed to the variant before, and would be given another one or none today. */
  STICKY,
  /** The variant was named for this unit, for the sake of quality assurance. */
  FORCED,
  /** The experiment is concluded, and the unit sees what won. */
  LAUNCHED,
  /** The unit's attributes do not fulfil the condition of the phase. */
  NOT_TARGETED,
  /** The experiment does not own the unit's bucket of the layer, or takes nobody in there. */
  NOT_IN_TRAFFIC,
  /** The unit is in a holdout. */
  HOLDOUT,
  /**
   * The experiment exists and is not in force, or another system assigns its units, or it is
   * paused; a unit of its traffic may then see the control.
   */
  NOT_RUNNING,
  /** The request names no unit of the experiment's unit type. */
  NO_UNIT,
  /** There is no experiment with this key. */
  UNKNOWN_EXPERIMENT,
  /**
   * Who the unit is, or what it was exposed to before, had to be asked for, and the primary did not
   * answer. A variant that may be the wrong one is not given.
   */
  STORE_UNAVAILABLE;

  /** The word that SQL and the API use. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether an exposure to a variant that was given for this reason is recorded. */
  public boolean isRecorded() {
    return this == SPLIT || this == SHARED_CONTROL || this == STICKY;
  }
}
