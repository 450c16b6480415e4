package io.splitplot.analysis.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckTest {
  @Test
  void aNumberThatSqlDidNotGiveIsNoneThatDidNotReject() {
    var pValues = new double[] {0.3, Double.NaN, 0.7};

    assertThatThrownBy(() -> Check.rateAtMost("sample ratio", pValues, p -> p < 0.05, 0.05))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sample ratio")
        .hasMessageContaining("1 of 3");
    assertThatThrownBy(() -> Check.mean("ratio", pValues, new Limits(0, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aControlMustBeAboveItsLimits() {
    var rejected = new double[] {1, 1, 0, 1};
    var few = Check.count("few", rejected, any -> any > 0, new Limits(0, 2));
    var many = Check.count("many", rejected, any -> any > 0, new Limits(0, 3));

    assertThat(few.isPassed()).isFalse();
    assertThat(few.asControl().isPassed()).isTrue();
    assertThat(many.isPassed()).isTrue();
    assertThat(many.asControl().isPassed()).isFalse();
  }
}
