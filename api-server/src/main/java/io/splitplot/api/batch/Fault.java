package io.splitplot.api.batch;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a statement failed, as far as it matters for what is done next. */
enum Fault {
  /** The primary does not take writes: it is gone, read only, full, too slow. */
  AWAY,
  /** Another transaction was in the way; trying again helps. */
  CONFLICT,
  /** What was sent cannot be stored: an item of it, as all others could be. */
  ITEM,
  /** The installation is wrong: a function or a grant is missing. */
  INSTALLATION;

  private static final Set<String> AWAY_STATES =
      Set.of(
          "25006", // read only: this server is a standby now
          "55P03", // lock timeout
          "3D000", // no such database
          "F0000"); // its configuration is broken

  private static final Set<String> AWAY_CLASSES =
      Set.of(
          "08", // connection
          "28", // the log-in is refused
          "53", // disk full, out of memory, too many connections
          "57", // cancelled, shutting down, starting up
          "58"); // input or output failed

  private static final Set<String> ITEM_CLASSES = Set.of("21", "22", "23", "54", "P0", "SP", "XX");

  static Fault of(SQLException error) {
    @Nullable String state = error.getSQLState();
    if (error instanceof SQLTransientConnectionException || state == null || state.length() < 2) {
      return AWAY;
    }
    var stateClass = state.substring(0, 2);
    if (AWAY_CLASSES.contains(stateClass) || AWAY_STATES.contains(state)) {
      return AWAY;
    }
    if (stateClass.equals("40")) {
      return CONFLICT;
    }
    return ITEM_CLASSES.contains(stateClass) ? ITEM : INSTALLATION;
  }
}
