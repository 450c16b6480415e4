package io.splitplot.analysis.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.analysis.validity.Check.Kind;
import io.splitplot.analysis.validity.Check.Role;
import io.splitplot.analysis.validity.Validation.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidityPageTest {
  private static final Check WITHIN =
      new Check("a < b & \"c\"", Role.GOAL, Kind.COUNT, 100, 2000, new Limits(56, 151));

  @Test
  void hasEachNumberWithItsLimits() {
    var page = page(WITHIN);

    assertThat(page).contains("100 of 2,000", "0.0500", "0.0280 to 0.0755", "✓ as it must be");
    assertThat(page).contains("2,000 runs for each number, seed 7, 1.5 s");
  }

  @Test
  void needsNothingElseAndRunsNothing() {
    assertThat(page(WITHIN)).doesNotContain("<script", "http://", "https://", "url(");
  }

  @Test
  void escapesWords() {
    assertThat(page(WITHIN)).contains("a &lt; b &amp; &quot;c&quot;").doesNotContain("a < b");
  }

  @Test
  void saysWhatIsOutside() {
    var outside = new Check("high", Role.GOAL, Kind.COUNT, 152, 2000, new Limits(56, 151));

    assertThat(page(outside)).contains("✗ not as it must be");
  }

  @Test
  void aControlMustBeAbove() {
    assertThat(WITHIN.asControl().isPassed()).isFalse();
    assertThat(page(WITHIN.asControl())).contains("control: above 0.0755", "✗ not as it must be");
  }

  @Test
  void drawsCurves() {
    var plot = Plot.ofPValues("even", new double[] {0.25, 0.5, 0.75, 1});

    assertThat(page(plot, WITHIN)).contains("<polyline class=\"curve measured\"", "even");
  }

  @Test
  void aCurveOfPValuesCountsThoseUpToEachValue() {
    var line = Plot.ofPValues("four", new double[] {0.75, 0.25, 1, 0.5}).lines().getFirst();

    assertThat(line.y().get(24)).isZero();
    assertThat(line.y().get(25)).isEqualTo(0.25);
    assertThat(line.y().get(100)).isEqualTo(1);
  }

  private static String page(Check... checks) {
    return page(List.of(), checks);
  }

  private static String page(Plot plot, Check check) {
    return page(List.of(plot), check);
  }

  private static String page(List<Plot> plots, Check... checks) {
    var outcome = new Outcome("G0", "A claim", List.of(checks), plots, Duration.ofMillis(1500));
    return ValidityPage.html(new Validation(2000, 7, List.of(outcome)));
  }
}
