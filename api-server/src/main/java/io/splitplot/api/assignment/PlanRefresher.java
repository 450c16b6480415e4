package io.splitplot.api.assignment;

import io.splitplot.api.database.Watch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link PlanHolder} up to date, on a thread and a connection of its own.
 *
 * <p>It asks the primary at a fixed interval whether something changed, and at once when the
 * primary says so; that may get lost, and then costs the rest of the interval. While the primary
 * cannot be asked, the plan stays and its age grows.
 */
public final class PlanRefresher implements AutoCloseable {
  /** How often the primary is asked. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  private static final String CHANNEL = "splitplot_configuration";
  private static final Logger log = LoggerFactory.getLogger(PlanRefresher.class);

  private final PlanHolder holder;
  private final Watch watch;

  /**
   * A refresher that is not started yet.
   *
   * @param primary gives connections to whichever server is the primary now; one of them is kept
   * @param interval how often to ask, see {@link #INTERVAL}
   */
  public PlanRefresher(DataSource primary, PlanHolder holder, Duration interval) {
    this.holder = holder;
    this.watch = new Watch("plan", primary, interval, CHANNEL, new Reading());
  }

  /** Begins; the first plan is in the holder some time later. */
  public void start() {
    watch.start();
  }

  /** Stops and waits for it, up to a limit. The holder keeps its plan. */
  @Override
  public void close() {
    watch.close();
  }

  /** Reads; in full on a new connection, since another server may number differently. */
  private final class Reading implements Watch.Work {
    private @Nullable PlanLoader loader;

    @Override
    public void begin(Connection connection) throws SQLException {
      loader = new PlanLoader(connection);
      again(connection);
    }

    @Override
    public void again(Connection connection) throws SQLException {
      var read = Objects.requireNonNull(loader, "begun").load();
      if (holder.problem().isPresent()) {
        log.info("the plan is read again, version {}", read.version());
      }
      holder.confirm(read);
    }

    @Override
    public void failed(Exception problem) {
      if (holder.problem().isEmpty()) {
        log.warn("the plan cannot be read; decisions go on with the one at hand", problem);
      }
      holder.failed(String.valueOf(problem.getMessage()));
    }
  }
}
