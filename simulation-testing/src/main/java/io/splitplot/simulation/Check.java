package io.splitplot.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The promises, each a function over what was seen. */
public final class Check {
  private Check() {}

  /** Every promise that the history alone can tell about, by its sentence. */
  static Map<String, Verdict> all(History history) {
    var verdicts = new LinkedHashMap<String, Verdict>();
    verdicts.put("every request succeeds", everyRequestSucceeds(history));
    verdicts.put("a shopper never sees two variants", aShopperNeverSeesTwoVariants(history));
    verdicts.put("every fact is acknowledged", everyFactIsAcknowledged(history));
    return verdicts;
  }

  static Verdict everyRequestSucceeds(History history) {
    if (!history.refusals().isEmpty()) {
      return new Verdict.Violated(history.refusals());
    }
    if (history.latencies(Endpoint.ASSIGNMENTS).answers() == 0) {
      return new Verdict.Unknown(history.reasonForGivingUp().orElse("nobody asked for anything"));
    }
    return holdsUnlessGivenUp(history);
  }

  static Verdict aShopperNeverSeesTwoVariants(History history) {
    if (!history.changesOfVariant().isEmpty()) {
      return new Verdict.Violated(history.changesOfVariant());
    }
    if (history.askedAgain() == 0) {
      return new Verdict.Unknown("no shopper with a variant asked twice");
    }
    return holdsUnlessGivenUp(history);
  }

  static Verdict everyFactIsAcknowledged(History history) {
    var evidence = new ArrayList<>(history.rejections());
    for (var endpoint : List.of(Endpoint.EXPOSURES, Endpoint.EVENTS)) {
      var tally = history.tally(endpoint);
      if (tally.acknowledged() != tally.sent()) {
        evidence.add(
            "POST %s: %d facts sent, %d accepted, %d duplicate, %d rejected"
                .formatted(
                    endpoint.path(),
                    tally.sent(),
                    tally.accepted(),
                    tally.duplicate(),
                    tally.rejected()));
      }
    }
    if (!evidence.isEmpty()) {
      return new Verdict.Violated(evidence);
    }
    if (history.tally(Endpoint.EXPOSURES).sent() == 0) {
      return new Verdict.Unknown("nobody was exposed");
    }
    return holdsUnlessGivenUp(history);
  }

  /**
   * Nothing acknowledged is lost: a report counts at least the shoppers whose exposure to a variant
   * was acknowledged.
   *
   * @param acknowledged shoppers by variant, as in {@link ShopResult#exposed()}
   * @param counted units by variant, from a report that has caught up
   */
  public static Verdict acknowledgedExposuresAreCounted(
      Map<String, Long> acknowledged, Map<String, Long> counted) {
    if (acknowledged.isEmpty()) {
      return new Verdict.Unknown("nobody was exposed");
    }
    var evidence = new ArrayList<String>();
    acknowledged.forEach((variant, shoppers) -> {
      var units = counted.getOrDefault(variant, 0L);
      if (units < shoppers) {
        evidence.add(
            "%s: %d shoppers acknowledged, %d counted".formatted(variant, shoppers, units));
      }
    });
    return evidence.isEmpty() ? new Verdict.Holds() : new Verdict.Violated(evidence);
  }

  private static Verdict holdsUnlessGivenUp(History history) {
    return history
        .reasonForGivingUp()
        .<Verdict>map(Verdict.Unknown::new)
        .orElseGet(Verdict.Holds::new);
  }
}
