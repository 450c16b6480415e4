package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.etl.feed.PrimaryServer.Timeline;
import io.splitplot.etl.feed.ResumePlan.Way;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** What the server at the primary's address is, and what follows from it. */
class ResumePlanTest {
  private static final Timeline FOLLOWED = timeline(7, 2, 100);
  private static final Slot GOOD = new Slot(false, false, true, true);
  private static final Slot NOT_SYNCED = new Slot(false, false, true, false);
  private static final Slot LOST = new Slot(false, true, true, true);

  private static Timeline timeline(long system, int number, long from) {
    return new Timeline(system, number, LogSequenceNumber.valueOf(from));
  }

  private static PrimaryServer server(boolean isStandby, Timeline timeline) {
    return new PrimaryServer(18, isStandby, timeline);
  }

  @Test
  void aServerIsToldByItsTimeline() {
    assertThat(
            List.of(
                Course.of(FOLLOWED, server(false, FOLLOWED)),
                Course.of(FOLLOWED, server(false, timeline(7, 3, 200))),
                Course.of(FOLLOWED, server(false, timeline(7, 2, 150))),
                Course.of(FOLLOWED, server(true, timeline(7, 3, 200))),
                Course.of(FOLLOWED, server(false, timeline(7, 1, 0))),
                Course.of(FOLLOWED, server(false, timeline(8, 2, 100))),
                Course.of(null, server(false, timeline(8, 5, 100)))))
        .containsExactly(
            Course.SAME,
            Course.PROMOTED,
            Course.PROMOTED,
            Course.STANDBY,
            Course.FORMER,
            Course.OTHER_CLUSTER,
            Course.SAME);
  }

  @Test
  void onlyASlotThatWasKeptInStepIsFollowed() {
    var promoted = server(false, timeline(7, 3, 200));
    assertThat(ResumePlan.of(FOLLOWED, promoted, GOOD, null).way()).isEqualTo(Way.FOLLOW);
    assertThat(ResumePlan.of(FOLLOWED, promoted, NOT_SYNCED, null).way()).isEqualTo(Way.STITCH);
    assertThat(ResumePlan.of(FOLLOWED, promoted, LOST, null).way()).isEqualTo(Way.STITCH);
    assertThat(ResumePlan.of(FOLLOWED, promoted, null, null).way()).isEqualTo(Way.STITCH);
  }

  @Test
  void whatWasBegunIsTakenUp() {
    var same = server(false, FOLLOWED);
    assertThat(ResumePlan.of(FOLLOWED, same, NOT_SYNCED, null).way()).isEqualTo(Way.NONE);
    assertThat(ResumePlan.of(FOLLOWED, same, NOT_SYNCED, "followed").way())
        .isEqualTo(Way.RECONCILE);
    assertThat(ResumePlan.of(FOLLOWED, same, NOT_SYNCED, "stitched").way()).isEqualTo(Way.STITCH);
  }

  @Test
  void aSlotThatIsLostWithoutAFailoverIsForTheOperator() {
    var plan = ResumePlan.of(FOLLOWED, server(false, FOLLOWED), LOST, null);
    assertThat(plan.way()).isEqualTo(Way.STITCH);
    assertThat(plan.isFailover()).isFalse();
  }
}
