package io.splitplot.etl.feed;

import io.splitplot.etl.feed.PrimaryServer.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * How the feed can go on with the server at the primary's address.
 *
 * @param isFailover the server was promoted since the feed followed one, or a resume was begun and
 *     has not ended; else the slot was lost without that
 * @param fromTimeline what the feed followed; null: nobody has noted it
 * @param sentence for people
 */
public record ResumePlan(
    Way way, boolean isFailover, @Nullable Integer fromTimeline, int toTimeline, String sentence) {

  /** What is to be done. */
  public enum Way {
    /** The feed goes on by itself. */
    NONE,
    /** A slot came with the standby: read on from it, then compare. */
    FOLLOW,
    /** The feed reads on already; what is left is to compare. */
    RECONCILE,
    /** No slot to go on from: make one, and make the warehouse what the primary is there. */
    STITCH
  }

  /**
   * Pure.
   *
   * @param slot null: there is none
   * @param running the way of a resume that was begun and has not ended; null: there is none
   */
  static ResumePlan of(
      @Nullable Timeline followed,
      PrimaryServer server,
      @Nullable Slot slot,
      @Nullable String running) {
    var isPromoted = Course.of(followed, server) == Course.PROMOTED;
    var way = way(isPromoted, slot, running);
    return new ResumePlan(
        way,
        isPromoted || running != null,
        followed == null ? null : followed.number(),
        server.timeline().number(),
        sentence(way));
  }

  private static Way way(boolean isPromoted, @Nullable Slot slot, @Nullable String running) {
    if ("stitched".equals(running)) {
      return Way.STITCH;
    }
    if (isPromoted) {
      // A slot that no standby was kept in step with says nothing, wherever it comes from.
      return slot != null && slot.isSynced() && !slot.isLost() ? Way.FOLLOW : Way.STITCH;
    }
    if (slot == null || slot.isLost()) {
      return Way.STITCH;
    }
    return running == null ? Way.NONE : Way.RECONCILE;
  }

  private static String sentence(Way way) {
    return switch (way) {
      case NONE -> "the feed goes on by itself, there is nothing to resume";
      case FOLLOW ->
          "the slot came with the standby: the feed reads on from it, and facts are compared by hour";
      case RECONCILE -> "the feed reads on already; facts are compared by hour";
      case STITCH ->
          "there is no slot to go on from: a new one is made, facts are compared by hour, those that"
              + " are missing are copied, and those that the primary does not have are put aside in"
              + " etl.phantom_fact";
    };
  }
}
