package io.splitplot.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Exact ranks, not estimates. */
class PercentilesTest {
  @Test
  void ofAThousandTheSlowestButOneIsTheThousandth() {
    var percentiles =
        Percentiles.of(
            LongStream.rangeClosed(1, 1000).map(it -> (1001 - it) * 1_000_000).toArray());

    assertThat(percentiles.millis(0.5)).isEqualTo(500);
    assertThat(percentiles.p999()).isEqualTo(999);
    assertThat(percentiles.millis(1)).isEqualTo(1000);
  }

  @Test
  void nothingHasNoPercentile() {
    assertThat(Percentiles.of(new long[0]).p999()).isNaN();
  }
}
