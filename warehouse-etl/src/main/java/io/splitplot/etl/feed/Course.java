package io.splitplot.etl.feed;

import io.splitplot.etl.feed.PrimaryServer.Timeline;
import org.jspecify.annotations.Nullable;

/** What the server at the primary's address is to a feed. */
enum Course {
  /** What it follows, or nobody has noted what that is. */
  SAME,
  /** It was a standby, and was promoted. */
  PROMOTED,
  /** It follows another server. */
  STANDBY,
  /** It writes a timeline that the feed has left. */
  FORMER,
  /** It is no copy of what the feed follows. */
  OTHER_CLUSTER;

  /**
   * Pure.
   *
   * @param followed null: nobody has noted it
   */
  static Course of(@Nullable Timeline followed, PrimaryServer found) {
    var timeline = found.timeline();
    if (followed != null && followed.systemIdentifier() != timeline.systemIdentifier()) {
      return OTHER_CLUSTER;
    }
    if (found.isStandby()) {
      return STANDBY;
    }
    if (followed == null || followed.equals(timeline)) {
      return SAME;
    }
    return timeline.number() < followed.number() ? FORMER : PROMOTED;
  }
}
