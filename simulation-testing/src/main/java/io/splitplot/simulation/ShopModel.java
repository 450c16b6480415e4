package io.splitplot.simulation;

import java.time.Duration;
import java.util.Map;

/**
 * How people behave in the shop, and what the treatments truly do to them. Data, no behaviour.
 *
 * <p>All shares are from 0 to 1.
 *
 * @param open how long the shop is open; people arrive evenly over it
 * @param pageShare share that reaches the page under experiment, and so is exposed
 * @param returningShare share that visits a second time and asks for its treatment again
 * @param addToCartShare share of visitors that puts something into the cart, without any treatment
 * @param buyShare share of those with a cart that orders
 * @param orderValue what an order is worth, without any treatment
 * @param returnShare share of orders of which something comes back
 * @param effects by variant key, what the variant changes; a variant without an entry changes
 *     nothing
 */
public record ShopModel(
    Duration open,
    double pageShare,
    double returningShare,
    double addToCartShare,
    double buyShare,
    OrderValue orderValue,
    double returnShare,
    Map<String, Effect> effects) {

  /**
   * A log-normal amount of money.
   *
   * @param medianMinor half of the orders are worth less, in minor units of EUR
   * @param spread standard deviation of the amount's natural logarithm
   */
  public record OrderValue(long medianMinor, double spread) {
    /** Refuses what is no distribution. */
    public OrderValue {
      require(medianMinor > 0, "medianMinor must be positive, not " + medianMinor);
      require(spread >= 0, "spread must not be negative, not " + spread);
    }
  }

  /**
   * The truth about a treatment, as relative changes: 0.12 is 12 % more.
   *
   * @param addToCart change of the share that puts something into the cart
   * @param orderValue change of the worth of every order
   */
  public record Effect(double addToCart, double orderValue) {
    /** A treatment that does nothing. */
    public static final Effect NONE = new Effect(0, 0);
  }

  /** Refuses a model that no shop can follow, and keeps its own copy of the effects. */
  public ShopModel {
    require(open.isPositive(), "open must be positive, not " + open);
    requireShare("pageShare", pageShare);
    requireShare("returningShare", returningShare);
    requireShare("addToCartShare", addToCartShare);
    requireShare("buyShare", buyShare);
    requireShare("returnShare", returnShare);
    effects = Map.copyOf(effects);
    effects.forEach((variant, effect) ->
        requireShare("addToCartShare under " + variant, addToCartShare * (1 + effect.addToCart())));
  }

  /** The shop of the demo, where {@code green} makes people add to the cart 12 % more often. */
  public static ShopModel standard() {
    return new ShopModel(
        Duration.ofDays(1),
        0.9,
        0.2,
        0.4,
        0.5,
        new OrderValue(4_500, 0.6),
        0.15,
        Map.of("green", new Effect(0.12, 0)));
  }

  /** What a variant does; a variant nobody wrote down does nothing. */
  Effect effectOf(String variant) {
    return effects.getOrDefault(variant, Effect.NONE);
  }

  private static void requireShare(String name, double share) {
    require(share >= 0 && share <= 1, name + " must be from 0 to 1, not " + share);
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException("shop model: " + sentence);
    }
  }
}
