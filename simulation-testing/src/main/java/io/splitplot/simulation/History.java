package io.splitplot.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run saw, for the checks to judge afterwards. Many threads may write to it.
 *
 * <p>Counts are complete; of what went wrong the first {@value #EVIDENCE_MAX} sentences are kept.
 */
final class History {
  static final int EVIDENCE_MAX = 20;

  private final Map<Endpoint, Nanos> answerTimes = new EnumMap<>(Endpoint.class);
  private final Map<Endpoint, Tally> tallies = new EnumMap<>(Endpoint.class);
  private final Map<String, String> variantOfUser = new HashMap<>();
  private final Map<String, Long> exposedByVariant = new TreeMap<>();
  private final List<String> refusals = new ArrayList<>();
  private final List<String> rejections = new ArrayList<>();
  private final List<String> changesOfVariant = new ArrayList<>();
  private long askedAgain;
  private Optional<String> gaveUp = Optional.empty();

  synchronized void answered(Endpoint endpoint, long nanos) {
    answerTimes.computeIfAbsent(endpoint, _ -> new Nanos()).add(nanos);
  }

  /** The server answered, but not with success. */
  synchronized void refused(Endpoint endpoint, Answer.Refused answer) {
    note(
        refusals,
        "POST %s answered %d: %s".formatted(endpoint.path(), answer.status(), answer.detail()));
  }

  /** The answer to a batch of facts; a batch without an answer of success is sent, and no more. */
  synchronized void acknowledged(Endpoint endpoint, Tally tally) {
    tallies.merge(endpoint, tally, Tally::plus);
  }

  synchronized void rejected(String sentence) {
    note(rejections, sentence);
  }

  /** The API gave this shopper this variant. */
  synchronized void assigned(String user, String variant) {
    var before = variantOfUser.putIfAbsent(user, variant);
    if (before == null) {
      return;
    }
    askedAgain++;
    if (!before.equals(variant)) {
      note(changesOfVariant, user + " saw " + before + ", then " + variant);
    }
  }

  /** The server says it has the exposure of a shopper to this variant. */
  synchronized void exposed(String variant) {
    exposedByVariant.merge(variant, 1L, Long::sum);
  }

  /** The run ended early; what was under way then is unknown. */
  synchronized void gaveUp(String reason) {
    gaveUp = gaveUp.or(() -> Optional.of(reason));
  }

  synchronized Latencies latencies(Endpoint endpoint) {
    return Latencies.of(answerTimes.getOrDefault(endpoint, new Nanos()).values());
  }

  synchronized Tally tally(Endpoint endpoint) {
    return tallies.getOrDefault(endpoint, Tally.NONE);
  }

  synchronized Map<String, Long> exposedByVariant() {
    return new TreeMap<>(exposedByVariant);
  }

  synchronized List<String> refusals() {
    return List.copyOf(refusals);
  }

  synchronized List<String> rejections() {
    return List.copyOf(rejections);
  }

  synchronized List<String> changesOfVariant() {
    return List.copyOf(changesOfVariant);
  }

  /** How often a shopper asked for a variant that it had been told before. */
  synchronized long askedAgain() {
    return askedAgain;
  }

  synchronized Optional<String> reasonForGivingUp() {
    return gaveUp;
  }

  private static void note(List<String> evidence, String sentence) {
    if (evidence.size() < EVIDENCE_MAX) {
      evidence.add(sentence);
    }
  }

  /** A list of long without a box around each. */
  private static final class Nanos {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    long[] values() {
      return Arrays.copyOf(values, size);
    }
  }
}
