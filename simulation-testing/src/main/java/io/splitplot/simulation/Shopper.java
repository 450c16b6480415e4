package io.splitplot.simulation;

import java.time.Duration;
import java.util.UUID;

/**
 * One person of the population: who they are and how their dice fell.
 *
 * <p>The dice are thrown before the treatment is known, so a shopper is the same person under every
 * variant and only the model's effects make a difference.
 *
 * @param number from 0, in order of arrival
 * @param user the unit id of the person
 * @param session the unit id of the visit
 * @param arrivesAfter when they come, from the opening of the shop
 * @param reachesPage whether they get to see the page under experiment
 * @param returns whether they come back for a second visit
 * @param exposureId id of the fact that they saw the page
 * @param dice what decides everything that happens after the treatment is known
 */
record Shopper(
    int number,
    String user,
    String session,
    Duration arrivesAfter,
    boolean reachesPage,
    boolean returns,
    UUID exposureId,
    Dice dice) {

  /**
   * Uniform numbers from 0 (inclusive) to 1 (exclusive), except {@code orderValue}, which is
   * standard normal.
   */
  record Dice(
      double addToCart,
      double items,
      double buy,
      double orderValue,
      double comesBack,
      double part) {}
}
