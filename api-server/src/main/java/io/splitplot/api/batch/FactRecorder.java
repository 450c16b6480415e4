package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.spool.Spool;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stores facts durably. Those of all requests that come while others are stored go into the next
 * transaction together, since a transaction costs much more than a fact.
 */
public final class FactRecorder implements AutoCloseable {
  private final IngestSettings settings;
  private final InstantSource clock;
  private final Lane exposures;
  private final Lane events;

  /** What each kind of fact has of its own, so that neither waits for the other. */
  private record Lane(
      Buffer buffer, GroupWriter writer, Optional<Drainer> drainer, IngestMeters meters) {

    void start() {
      writer.start();
      drainer.ifPresent(Drainer::start);
    }

    void close() {
      writer.close();
      drainer.ifPresent(Drainer::close);
    }
  }

  /**
   * A recorder that is not started yet.
   *
   * @param primary a pool of its own, where each statement ends in time
   * @param spool takes what the primary does not take; empty: that is refused
   */
  public FactRecorder(
      Database primary,
      IngestSettings settings,
      Optional<Spool> spool,
      MeterRegistry meters,
      InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.exposures = lane(Fact.EXPOSURE, primary, spool, meters);
    this.events = lane(Fact.EVENT, primary, spool, meters);
  }

  private Lane lane(Fact fact, Database primary, Optional<Spool> spool, MeterRegistry registry) {
    var meters = new IngestMeters(registry, fact);
    var buffer = new Buffer(settings.bufferRows(), settings.bufferBytes());
    meters.buffer(buffer);
    var backlog = spool.map(it -> new Backlog(it, fact));
    return new Lane(
        buffer,
        new GroupWriter(fact, settings, buffer, primary, backlog, meters),
        backlog.map(it -> new Drainer(fact, it, primary, meters)),
        meters);
  }

  private Lane lane(Fact fact) {
    return switch (fact) {
      case EXPOSURE -> exposures;
      case EVENT -> events;
    };
  }

  public void start() {
    exposures.start();
    events.start();
  }

  /**
   * Returns when the items are durable.
   *
   * @param items as the SQL function of the fact takes them, each with its index in the request
   * @throws ProblemException when they cannot be stored now, or cannot be stored at all
   */
  public Recorded record(Fact fact, ArrayNode items) {
    var lane = lane(fact);
    try {
      var recorded = await(lane, new Waiting(items, clock.instant()));
      lane.meters().count(recorded);
      return recorded;
    } catch (ProblemException e) {
      lane.meters().refused(e.problem().code());
      throw e;
    }
  }

  void countRefused(Fact fact, int items) {
    lane(fact).meters().count(IngestMeters.Outcome.REJECTED, items);
  }

  /** Stores what waits, in the primary or the spool, and ends. */
  @Override
  public void close() {
    exposures.close();
    events.close();
  }

  private Recorded await(Lane lane, Waiting request) {
    var buffer = lane.buffer();
    if (!buffer.offer(request) && !lane.writer().spoolWhenSlow(request)) {
      throw Refusals.full();
    }
    try {
      return request.outcome().get(settings.answerMax().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw givenUp(buffer, request);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw givenUp(buffer, request);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static ProblemException givenUp(Buffer buffer, Waiting request) {
    return buffer.withdraw(request) ? Refusals.late() : Refusals.unknown();
  }
}
