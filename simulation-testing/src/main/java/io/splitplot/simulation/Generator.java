package io.splitplot.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the people of a model. The same model and request give the same people with the same ids on
 * every machine, whoever asks and in whatever order.
 */
final class Generator {
  private static final Duration CART_AFTER_ARRIVAL = Duration.ofMinutes(3);
  private static final Duration ORDER_AFTER_ARRIVAL = Duration.ofMinutes(10);
  private static final Duration RETURN_AFTER_ORDER = Duration.ofDays(6);
  private static final int ARTICLES = 40;

  private final ShopModel model;
  private final String experiment;
  private final long seed;
  private final int shoppers;

  /** The experiment is part of every fact's id, so one seed can serve several experiments. */
  Generator(ShopModel model, ShopRequest request) {
    this.model = model;
    this.experiment = request.experiment();
    this.seed = request.seed();
    this.shoppers = request.shoppers();
  }

  /** The shoppers numbered {@code from} (inclusive) to {@code to} (exclusive). */
  Stream<Shopper> shoppers(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::shopper);
  }

  private Shopper shopper(int number) {
    // Seeds that lie side by side give unrelated streams: SplittableRandom mixes them first, and
    // the outer one keeps (seed 1, shopper 2) apart from (seed 2, shopper 1).
    var random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
    return new Shopper(
        number,
        "shopper-%d-%06d".formatted(seed, number),
        "visit-%d-%06d".formatted(seed, number),
        model.open().multipliedBy(number).dividedBy(shoppers),
        random.nextDouble() < model.pageShare(),
        random.nextDouble() < model.returningShare(),
        id(number, "exposure"),
        new Shopper.Dice(
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            random.nextGaussian(),
            random.nextDouble(),
            random.nextDouble()));
  }

  /** What the shopper does under a variant, in order of time. */
  List<Action> actions(Shopper shopper, String variant) {
    var dice = shopper.dice();
    var effect = model.effectOf(variant);
    var actions = new ArrayList<Action>();
    if (dice.addToCart() < model.addToCartShare() * (1 + effect.addToCart())) {
      var items = 1 + (int) (dice.items() * 3);
      actions.add(
          new Action.AddToCart(
              id(shopper.number(), "add_to_cart"),
              shopper.arrivesAfter().plus(CART_AFTER_ARRIVAL),
              items));
      if (dice.buy() < model.buyShare()) {
        var order = order(shopper, items, effect);
        actions.add(order);
        if (dice.comesBack() < model.returnShare()) {
          actions.add(comingBack(shopper, order));
        }
      }
    }
    return actions;
  }

  private Action.Order order(Shopper shopper, int items, ShopModel.Effect effect) {
    // StrictMath, as Math may differ in the last digit from one machine to the next.
    var factor = StrictMath.exp(shopper.dice().orderValue() * model.orderValue().spread());
    var amount = model.orderValue().medianMinor() * factor * (1 + effect.orderValue());
    return new Action.Order(
        id(shopper.number(), "order"),
        shopper.arrivesAfter().plus(ORDER_AFTER_ARRIVAL),
        "order-%s-%d-%06d".formatted(experiment, seed, shopper.number()),
        "article-%02d".formatted(1 + shopper.number() % ARTICLES),
        items,
        Math.max(1, Math.round(amount)));
  }

  /** Every other time the whole order comes back, else a part of it. */
  private Action.Return comingBack(Shopper shopper, Action.Order order) {
    var part = Math.min(1, 2 * shopper.dice().part());
    return new Action.Return(
        id(shopper.number(), "return"),
        order.after().plus(RETURN_AFTER_ORDER),
        order.order(),
        Math.max(1, Math.round(order.amountMinor() * part)));
  }

  private UUID id(int number, String fact) {
    var name = String.join("/", experiment, Long.toString(seed), Integer.toString(number), fact);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
