package io.splitplot.api.assignment;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that changes at random: experiments of 2 to 20 variants with uneven and zero
 * weights start, stop and go on to other phases, in three layers of two unit types.
 */
final class RandomConfiguration {
  static final List<String> EXPERIMENTS =
      IntStream.range(0, 12).mapToObj(i -> "experiment-" + i).toList();

  private static final int LAST_PHASE = 3;
  private static final String REFUSED = "SP409";

  private final TestConfiguration configuration;
  private final SplittableRandom random;
  private final RandomConditions conditions;
  private final Map<String, Integer> variantCounts = new HashMap<>();
  private final Map<String, Integer> phases = new HashMap<>(); // 0: draft

  RandomConfiguration(TestConfiguration configuration, SplittableRandom random)
      throws SQLException {
    this.configuration = configuration;
    this.random = random;
    this.conditions = new RandomConditions(random);
    configuration.layer("checkout", "user");
    configuration.layer("search", "user");
    configuration.layer("visit", "session");
    for (var experiment : EXPERIMENTS) {
      var variantCount = 2 + random.nextInt(random.nextBoolean() ? 3 : 19);
      variantCounts.put(experiment, variantCount);
      phases.put(experiment, 0);
      configuration.draft(
          experiment,
          List.of("checkout", "search", "visit").get(random.nextInt(3)),
          traffic(),
          weights(variantCount),
          targeting());
    }
  }

  /**
   * One experiment starts, goes on to its next phase, or stops; or it is refused, for lack of
   * traffic.
   */
  void change() throws SQLException {
    var experiment = EXPERIMENTS.get(random.nextInt(EXPERIMENTS.size()));
    var phase = phases.get(experiment);
    if (phase == null) {
      return; // stopped for ever
    }
    try {
      if (phase == 0) {
        configuration.start(experiment);
      } else if (phase == LAST_PHASE || random.nextInt(3) == 0) {
        configuration.stop(experiment);
        phases.remove(experiment);
        return;
      } else {
        var weights = weights(variantCounts.getOrDefault(experiment, 0));
        configuration.weights(experiment, weights, random.nextBoolean() ? "keep" : "new");
        configuration.traffic(experiment, traffic());
        configuration.targeting(experiment, targeting());
      }
      phases.put(experiment, phase + 1);
    } catch (SQLException e) {
      if (!REFUSED.equals(e.getSQLState())) {
        throw e;
      }
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
    return random.nextInt(3) == 0 ? conditions.condition() : null;
  }
}
