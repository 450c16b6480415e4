package io.splitplot.etl.feed;

import java.time.Duration;
import javax.sql.DataSource;

/**
 * What the feed connects, and how often it rolls up.
 *
 * @param warehouse connections to the warehouse as the owner of the subscription: a superuser, as
 *     PostgreSQL 15 lets nobody else make one. The feed keeps one of them, and takes another for
 *     upkeep.
 * @param publisher the primary, as the warehouse's server reaches it
 * @param pause how long the rollup loop rests after a round that found nothing, and a fifth of it
 *     after others
 */
public record FeedSettings(DataSource warehouse, Publisher publisher, Duration pause) {
  private static final Duration PAUSE = Duration.ofMillis(100);

  public FeedSettings(DataSource warehouse, Publisher publisher) {
    this(warehouse, publisher, PAUSE);
  }
}
