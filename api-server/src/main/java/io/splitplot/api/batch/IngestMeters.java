package io.splitplot.api.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What is measured while facts of one kind are taken in. */
final class IngestMeters {
  private static final String FACT = "fact";

  private final MeterRegistry meters;
  private final Fact fact;
  private final Timer commits;
  private final DistributionSummary commitRows;

  IngestMeters(MeterRegistry meters, Fact fact) {
    this.meters = meters;
    this.fact = fact;
    this.commits =
        Timer.builder("splitplot.ingest.commit")
            .description("Time that the primary takes to store a group of requests")
            .tag(FACT, fact.label())
            .register(meters);
    this.commitRows =
        DistributionSummary.builder("splitplot.ingest.commit.rows")
            .description("Facts that are stored in one transaction")
            .tag(FACT, fact.label())
            .register(meters);
    for (var outcome : Outcome.values()) {
      counter(outcome); // so that each counter is there from the start
    }
  }

  /** What became of a fact. */
  enum Outcome {
    ACCEPTED("accepted"),
    DUPLICATE("duplicate"),
    REJECTED("rejected"),
    /** On this server's disk; counted again when it is in the primary. */
    SPOOLED("spooled");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }
  }

  void buffer(Buffer buffer) {
    Gauge.builder("splitplot.ingest.queue.rows", buffer, Buffer::rows)
        .description("Facts that wait to be stored")
        .tag(FACT, fact.label())
        .register(meters);
    Gauge.builder("splitplot.ingest.queue.bytes", buffer, Buffer::bytes)
        .description("Bytes of the facts that wait to be stored")
        .tag(FACT, fact.label())
        .register(meters);
  }

  void stored(int rows, long nanos) {
    commits.record(nanos, TimeUnit.NANOSECONDS);
    commitRows.record(rows);
  }

  void count(Recorded recorded) {
    count(Outcome.ACCEPTED, recorded.accepted() - recorded.spooled());
    count(Outcome.SPOOLED, recorded.spooled());
    count(Outcome.DUPLICATE, recorded.duplicate());
    count(Outcome.REJECTED, recorded.rejected().size());
  }

  void count(Outcome outcome, int facts) {
    counter(outcome).increment(facts);
  }

  /** Counts a request that was answered with 503. */
  void refused(String reason) {
    Counter.builder("splitplot.ingest.refused")
        .description("Requests with facts that were refused as a whole for now")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  private Counter counter(Outcome outcome) {
    return Counter.builder("splitplot.facts")
        .description("Reported facts by what became of them")
        .tag(FACT, fact.label())
        .tag("outcome", outcome.label)
        .register(meters);
  }
}
