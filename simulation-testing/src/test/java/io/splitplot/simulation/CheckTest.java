package io.splitplot.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the checks say of histories that a healthy server never makes. */
class CheckTest {
  private final History history = new History();

  @Test
  void nothingSeenIsUnknown() {
    assertThat(Check.all(history).values())
        .hasSize(3)
        .allMatch(verdict -> verdict instanceof Verdict.Unknown);
  }

  @Test
  void whatWasSeenBeforeGivingUpCanStillViolate() {
    history.assigned("u1", "a");
    history.assigned("u1", "b");
    history.gaveUp("the server was away");

    assertThat(Check.aShopperNeverSeesTwoVariants(history))
        .isEqualTo(new Verdict.Violated(List.of("u1 saw a, then b")));
  }

  @Test
  void aFactThatTheServerForgetsToCountIsAViolation() {
    history.acknowledged(Endpoint.EXPOSURES, new Tally(10, 8, 1, 0));

    assertThat(Check.everyFactIsAcknowledged(history))
        .isEqualTo(
            new Verdict.Violated(
                List.of("POST /v1/exposures: 10 facts sent, 8 accepted, 1 duplicate, 0 rejected")));
  }

  @Test
  void evidenceIsBounded() {
    for (int i = 0; i < 1_000; i++) {
      history.refused(Endpoint.EVENTS, new Answer.Refused(500, "no " + i));
    }

    assertThat(history.refusals()).hasSize(History.EVIDENCE_MAX);
  }

  @Test
  void aReportThatCountsLessThanWasAcknowledgedHasLostSomething() {
    var acknowledged = Map.of("control", 10L, "green", 12L);

    assertThat(
            Check.acknowledgedExposuresAreCounted(
                acknowledged, Map.of("control", 10L, "green", 12L)))
        .isEqualTo(new Verdict.Holds());
    assertThat(
            Check.acknowledgedExposuresAreCounted(
                acknowledged, Map.of("control", 10L, "green", 11L)))
        .isEqualTo(new Verdict.Violated(List.of("green: 12 shoppers acknowledged, 11 counted")));
    assertThat(Check.acknowledgedExposuresAreCounted(Map.of(), Map.of()))
        .isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void percentilesAreTheNearestRank() {
    var thousand = LongStream.rangeClosed(1, 1_000).toArray();

    var latencies = Latencies.of(thousand);

    assertThat(latencies.answers()).isEqualTo(1_000);
    assertThat(latencies.p50().toNanos()).isEqualTo(500);
    assertThat(latencies.p99().toNanos()).isEqualTo(990);
    assertThat(latencies.p999().toNanos()).isEqualTo(999);
    assertThat(latencies.max().toNanos()).isEqualTo(1_000);
    assertThat(Latencies.of(new long[] {7}).p999().toNanos()).isEqualTo(7);
  }
}
