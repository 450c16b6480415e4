package io.splitplot.simulation;

import java.util.Map;
import java.util.stream.Stream;

/**
 * What became of a shop's day.
 *
 * @param shoppers how many came
 * @param exposed by variant, how many shoppers' exposures the server says it has
 * @param exposures what became of the exposures
 * @param events what became of the events
 * @param latencies how long answers took, by endpoint
 * @param checks what was checked, by a sentence that should be true
 */
public record ShopResult(
    int shoppers,
    Map<String, Long> exposed,
    Tally exposures,
    Tally events,
    Map<Endpoint, Latencies> latencies,
    Map<String, Verdict> checks) {

  /** How many facts the server stored now. */
  public long accepted() {
    return exposures.accepted() + events.accepted();
  }

  /** How many facts the server had stored before. */
  public long duplicates() {
    return exposures.duplicate() + events.duplicate();
  }

  /** How long the answers of an endpoint took. */
  public Latencies latenciesOf(Endpoint endpoint) {
    return latencies.getOrDefault(endpoint, Latencies.NONE);
  }

  /** A sentence for each piece of evidence against a check, or of why it couldn't look. */
  public Stream<String> violations() {
    return checks.entrySet().stream()
        .flatMap(check ->
            switch (check.getValue()) {
              case Verdict.Holds() -> Stream.empty();
              case Verdict.Violated(var evidence) ->
                  evidence.stream().map(sentence -> check.getKey() + ": " + sentence);
              case Verdict.Unknown(var reason) ->
                  Stream.of(check.getKey() + ": unknown, as " + reason);
            });
  }
}
