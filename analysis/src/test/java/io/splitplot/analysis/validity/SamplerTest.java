package io.splitplot.analysis.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.analysis.distribution.Binomial;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits are 6 deviations of the estimate, with fixed seeds. */
class SamplerTest {
  private static final int DRAWS = 20_000;

  private final Sampler sampler = new Sampler(1);

  @ParameterizedTest
  @CsvSource({"10, 0.3", "1, 0.5", "100, 0.01", "400, 0.2"})
  void binomialCountsAreAsFrequentAsTheyAreProbable(int trials, double chance) {
    var counts = IntStream.range(0, DRAWS).map(_ -> sampler.binomial(trials, chance)).toArray();

    for (var count = 0; count <= trials; count++) {
      var wanted = count;
      var seen = IntStream.of(counts).filter(drawn -> drawn == wanted).count();
      var probability = Binomial.probability(count, trials, chance);
      assertThat(Limits.count(DRAWS, probability).contain((double) seen)).as("%d", count).isTrue();
    }
  }

  @Test
  void gammaHasItsMeanAndVariance() {
    hasMoments(() -> sampler.gamma(4), 4, 4);
    hasMoments(() -> sampler.gamma(1), 1, 1);
  }

  @Test
  void betaHasItsMeanAndVariance() {
    hasMoments(() -> sampler.beta(1, 4), 0.2, 0.2 * 0.8 / 6);
  }

  @Test
  void poissonHasItsMeanAndVariance() {
    hasMoments(() -> sampler.poisson(5), 5, 5);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    assertThat(new Sampler(2).gaussian()).isEqualTo(new Sampler(2).gaussian());
    assertThat(new Sampler(2).gaussian()).isNotEqualTo(new Sampler(3).gaussian());
  }

  private static void hasMoments(DoubleSupplier draw, double mean, double variance) {
    var arm = new Arm();
    DoubleStream.generate(draw).limit(DRAWS).forEach(arm::add);

    assertThat(Math.abs(arm.mean() - mean)).isLessThan(6 * Math.sqrt(variance / DRAWS));
    assertThat(Math.abs(arm.variance() / variance - 1)).isLessThan(0.1);
  }
}
