package io.splitplot.api.assignment;

import io.splitplot.api.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes decisions final where the variant that a unit was exposed to first comes before what the
 * configuration says today. Only then is the primary asked, once for a request.
 *
 * <p>When it does not answer soon, what had to be asked gets no variant, and all else is as good as
 * ever. It is then left alone for a moment, so that an outage does not slow every request.
 */
public final class StoredAssignments {
  private static final Logger log = LoggerFactory.getLogger(StoredAssignments.class);

  /** Beyond the limit of the statement: the server or the way is gone. */
  private static final int NETWORK_TIMEOUT_MS = 500;

  private static final long REST_NS = 1_000_000_000;

  /** No row from a standby, which may lack the newest. */
  private static final String QUERY =
      """
      select variant_id
      from splitplot.stored_variants(?, ?)
      where not pg_is_in_recovery()
      order by place
      """;

  private final Database primary;
  private volatile boolean failing;
  private volatile long askAgainAt;

  /**
   * The store behind a pool.
   *
   * @param primary with short limits of its own: requests wait for it
   */
  public StoredAssignments(Database primary) {
    this.primary = primary;
  }

  /** What the units get, in the same order; combines as {@code splitplot.outcome} does. */
  public List<Assignment> settle(List<Decision> decisions) {
    var enrolments = decisions.stream().map(Decision::enrolment).filter(Objects::nonNull).toList();
    var stored = enrolments.isEmpty() ? Map.<Enrolment, Integer>of() : ask(enrolments);
    return decisions.stream().map(decision -> settle(decision, stored)).toList();
  }

  private static Assignment settle(Decision decision, @Nullable Map<Enrolment, Integer> stored) {
    var enrolment = decision.enrolment();
    if (enrolment == null) {
      return decision.assignment();
    }
    if (stored == null) {
      return enrolment.entry().assignment(Reason.STORE_UNAVAILABLE, null);
    }
    var variantId = stored.get(enrolment);
    var variant = variantId == null ? null : enrolment.entry().split().withId(variantId);
    return variant == null || variant.key().equals(decision.assignment().variant())
        ? decision.assignment()
        : enrolment.entry().assignment(Reason.STICKY, variant);
  }

  /** The variants of those that are enrolled; null: that cannot be known now. */
  private @Nullable Map<Enrolment, Integer> ask(List<Enrolment> enrolments) {
    if (failing && System.nanoTime() - askAgainAt < 0) {
      return null;
    }
    try {
      var stored = primary.read(connection -> read(connection, enrolments));
      failing = false;
      return stored;
    } catch (RuntimeException e) {
      if (!failing) {
        log.warn("stored assignments cannot be read; units that may have one get no variant", e);
      }
      askAgainAt = System.nanoTime() + REST_NS;
      failing = true;
      return null;
    }
  }

  private static Map<Enrolment, Integer> read(Connection connection, List<Enrolment> enrolments)
      throws SQLException {
    connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MS); // the pool sets it back
    var stored = new IdentityHashMap<Enrolment, Integer>(); // each is a question of its own
    try (var statement = connection.prepareStatement(QUERY)) {
      statement.setObject(
          1, enrolments.stream().map(it -> it.entry().experimentId()).toArray(Integer[]::new));
      statement.setObject(2, enrolments.stream().map(Enrolment::unitId).toArray(String[]::new));
      try (var row = statement.executeQuery()) {
        for (var enrolment : enrolments) {
          if (!row.next()) {
            throw new SQLException(
                "this server is a standby; what is stored is read from the primary");
          }
          var variantId = row.getInt("variant_id");
          if (!row.wasNull()) {
            stored.put(enrolment, variantId);
          }
        }
      }
    }
    return stored;
  }
}
