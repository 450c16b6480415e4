package io.splitplot.simulation.ledger;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that is done to the system.
 *
 * @param at from the start of the run
 * @param hold how long it stays so, where it is a state
 * @param server which of the API servers, where it is one of them
 */
record Fault(Duration at, Kind kind, Duration hold, int server) {
  /** What can be done. */
  enum Kind {
    /** SIGKILL of an API server. */
    SERVER_KILL,
    /** SIGKILL of the primary's postmaster, and a start. */
    PRIMARY_KILL,
    /** SIGKILL of one of the primary's backends, so that all of them are reset. */
    PRIMARY_BACKEND_KILL,
    /** A stop with mode fast, and a start. */
    PRIMARY_STOP_FAST,
    /** A stop with mode immediate, and a start. */
    PRIMARY_STOP_IMMEDIATE,
    /** No transaction may write. */
    PRIMARY_READ_ONLY,
    /** No room on the disk of the write-ahead log. */
    PRIMARY_LOG_FULL,
    /** No room on the disk of the tables. */
    PRIMARY_TABLES_FULL,
    /** All connections of the API servers are ended. */
    PRIMARY_CONNECTIONS_CUT,
    /** All processes stand still. */
    PRIMARY_FROZEN,
    /** SIGKILL of the warehouse's postmaster, and a start. */
    WAREHOUSE_KILL,
    /** SIGKILL of the process that applies the feed, so that the warehouse is reset. */
    APPLY_KILL,
    /** All connections to the warehouse are ended, that of the rollups and the line among them. */
    WAREHOUSE_CONNECTIONS_CUT,
    /** SIGKILL of the line that loads another system's files. */
    LINE_KILL,
    /** The primary is killed for good, and its standby, cut off for a while before, takes over. */
    PRIMARY_FAILOVER;

    /** What is done to the databases of the ledger. */
    static final Set<Kind> OF_DATABASES =
        EnumSet.complementOf(
            EnumSet.of(
                SERVER_KILL, APPLY_KILL, WAREHOUSE_CONNECTIONS_CUT, LINE_KILL, PRIMARY_FAILOVER));

    /** What is done to everything that facts pass on their way to reports. */
    static final Set<Kind> OF_WAREHOUSE =
        EnumSet.of(
            PRIMARY_KILL,
            WAREHOUSE_KILL,
            APPLY_KILL,
            WAREHOUSE_CONNECTIONS_CUT,
            LINE_KILL,
            PRIMARY_FAILOVER);

    /** Whether it needs a disk of its own, that only root can mount. */
    boolean needsDisk() {
      return this == PRIMARY_LOG_FULL || this == PRIMARY_TABLES_FULL;
    }
  }
}
