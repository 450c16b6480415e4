package io.splitplot.api.assignment;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that changes at random: experiments of 2 to 500 variants in nested domains of
 * three unit types, with everything that can happen to them and around them.
 */
final class RandomConfiguration {
  static final List<String> UNIT_TYPES = List.of("user", "session", "device");
  static final List<String> EXPERIMENTS =
      IntStream.range(0, 24).mapToObj(i -> "experiment-" + i).toList();

  private static final int DOMAINS = 6;
  private static final int DEPTH_MAX = 4;
  private static final List<String> SEGMENTS = List.of("regulars", "strangers");
  private static final Set<String> REFUSED = Set.of("SP404", "SP409", "SP422", "23P01");

  private final TestConfiguration configuration;
  private final SplittableRandom random;
  private final RandomConditions conditions;
  private final List<String> unitIds;
  private final List<Layer> layers = new ArrayList<>();
  private final List<String> holdouts = new ArrayList<>();
  private final Map<String, String> sharedControls = new HashMap<>(); // by layer
  private final Map<String, Integer> variantCounts = new HashMap<>();

  private record Layer(String key, String unitType, int depth) {}

  /** A step that may be refused. */
  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  /**
   * The first configuration.
   *
   * @param unitIds those that may be forced into a variant
   */
  RandomConfiguration(
      TestConfiguration configuration, SplittableRandom random, List<String> unitIds)
      throws SQLException {
    this.configuration = configuration;
    this.random = random;
    this.conditions = new RandomConditions(random);
    this.unitIds = unitIds;
    for (var segment : SEGMENTS) {
      configuration.segment(segment, conditions.condition());
    }
    for (var layer : List.of("a", "b", "visit", "gadget")) {
      layer(
          layer,
          TestConfiguration.ROOT,
          switch (layer) {
            case "visit" -> "session";
            case "gadget" -> "device";
            default -> "user";
          },
          0);
    }
    holdouts.add("holdout-0");
    configuration.holdout("holdout-0", "b", 150_000); // of all users
    for (var i = 0; i < DOMAINS; i++) {
      domain("domain-" + i);
    }
    for (var layer : layers) {
      if (random.nextInt(3) > 0) {
        tried(() -> sharedControl(layer.key()));
      }
    }
    for (var experiment : EXPERIMENTS) {
      draft(experiment);
      if (random.nextInt(4) > 0) {
        tried(() -> configuration.start(experiment));
      }
    }
  }

  private void layer(String key, String domain, String unitType, int depth) throws SQLException {
    configuration.layer(key, domain, unitType);
    layers.add(new Layer(key, unitType, depth));
  }

  /** A domain in a layer, deep ones preferred, with one or two layers of its own. */
  private void domain(String key) throws SQLException {
    var parent = layers.get(layers.size() - 1 - random.nextInt(Math.min(4, layers.size())));
    if (parent.depth() == DEPTH_MAX) {
      return;
    }
    if (tried(() -> configuration.domain(key, parent.key(), 200_000 + random.nextInt(600_000)))) {
      for (var i = random.nextInt(2); i >= 0; i--) {
        layer(key + "." + i, key, parent.unitType(), parent.depth() + 1);
      }
    }
  }

  private void sharedControl(String layer) throws SQLException {
    configuration.sharedControl("shared-" + layer, layer, 1 + random.nextInt(150_000));
    sharedControls.put(layer, "shared-" + layer);
  }

  private void draft(String experiment) throws SQLException {
    var variantCount =
        2
            + switch (random.nextInt(8)) {
              case 0 -> random.nextInt(499);
              case 1, 2 -> random.nextInt(19);
              default -> random.nextInt(3);
            };
    var layer = pick(layers).key();
    variantCounts.put(experiment, variantCount);
    configuration.draft(
        experiment,
        layer,
        traffic(),
        weights(variantCount),
        targeting(),
        random.nextInt(4) == 0 ? null : sharedControls.get(layer));
  }

  /** Changes something; what is refused is left out. */
  void change() throws SQLException {
    while (!tried(this::step)) {
      // Most states allow few steps.
    }
  }

  private void step() throws SQLException {
    var experiment = pick(EXPERIMENTS);
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> configuration.start(experiment);
      case 4, 5 -> configuration.traffic(experiment, traffic());
      case 6 -> configuration.targeting(experiment, targeting());
      case 7, 8 ->
          configuration.weights(
              experiment,
              weights(variantCounts.getOrDefault(experiment, 0)),
              random.nextInt(3) > 0 ? "keep" : "new");
      case 9, 10 -> configuration.pause(experiment, random.nextBoolean() ? "control" : "variant");
      case 11, 12 -> configuration.resume(experiment);
      case 13 -> stop(experiment);
      case 14 -> configuration.archive(experiment);
      case 15, 16 -> configuration.force(experiment, pick(unitIds), "v" + (1 + random.nextInt(2)));
      case 17 -> configuration.segment(pick(SEGMENTS), conditions.condition());
      case 18 -> holdout();
      default -> release();
    }
  }

  /** Stops for ever; often what won is rolled out. */
  private void stop(String experiment) throws SQLException {
    configuration.stop(experiment);
    if (random.nextInt(4) > 0) {
      var winner = "v" + (1 + random.nextInt(2));
      tried(() -> configuration.launch(experiment, winner, 1 + random.nextInt(400_000)));
    }
  }

  private void holdout() throws SQLException {
    var key = "holdout-" + holdouts.size();
    holdouts.add(key);
    configuration.holdout(key, pick(layers).key(), 1 + random.nextInt(100_000));
  }

  private void release() throws SQLException {
    switch (random.nextInt(4)) {
      case 0 -> configuration.release("domain", "domain-" + random.nextInt(DOMAINS));
      case 1 -> configuration.release("shared_control", "shared-" + pick(layers).key());
      case 2 -> configuration.release("holdout", "holdout-" + random.nextInt(holdouts.size() + 1));
      default -> configuration.unforce(pick(EXPERIMENTS), pick(unitIds));
    }
  }

  /** Whether the step was done; else the database refused it. */
  private static boolean tried(Step step) throws SQLException {
    try {
      step.run();
      return true;
    } catch (SQLException e) {
      if (!REFUSED.contains(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private int traffic() {
    return random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(400_000);
  }

  private int[] weights(int count) {
    var shares =
        random.ints(count, 0, 100).map(share -> random.nextInt(5) == 0 ? 0 : share).toArray();
    var sum = IntStream.of(shares).sum();
    var weights = new int[count];
    var left = Bucket.COUNT;
    for (var i = 0; i < count; i++) {
      weights[i] = sum == 0 ? 0 : (int) ((long) shares[i] * Bucket.COUNT / sum);
      left -= weights[i];
    }
    weights[random.nextInt(count)] += left;
    return weights;
  }

  private @Nullable String targeting() {
    return switch (random.nextInt(9)) {
      case 0 -> "{\"$segment\":\"%s\"}".formatted(pick(SEGMENTS));
      case 1 ->
          "{\"$not\":{\"$segment\":\"%s\"},\"$or\":[%s,%s]}"
              .formatted(pick(SEGMENTS), conditions.condition(), conditions.condition());
      case 2 -> conditions.condition();
      default -> null;
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
