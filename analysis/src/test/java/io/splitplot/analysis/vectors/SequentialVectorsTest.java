package io.splitplot.analysis.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.analysis.distribution.Kolmogorov;
import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import io.splitplot.analysis.sequential.Spending;
import io.splitplot.analysis.vectors.Family.Case;
import io.splitplot.analysis.vectors.Family.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only Java answers: boundaries, their operating characteristics, and uniformity. */
class SequentialVectorsTest {

  @Test
  void whatSqlDoesNotAnswerIsAnsweredHere() throws IOException {
    try (var files = Files.list(Family.FOLDER)) {
      var names = files.map(file -> file.getFileName().toString()).toList();
      var unanswered =
          names.stream()
              .filter(name -> name.endsWith(".json"))
              .map(name -> name.replace(".json", ""))
              .filter(name -> !names.contains(name + ".sql"));

      assertThat(unanswered)
          .containsExactlyInAnyOrder("group_sequential", "sequential_operating", "ks_uniform");
    }
  }

  @Test
  void boundariesAreWithinTheirTolerance() {
    var family = new Family("group_sequential");
    for (var given : family.cases()) {
      var in = given.in();
      var spending = spending(in);
      var alpha = in.get("alpha_two_sided").doubleValue();
      var fractions = Family.numbers(in.get("information_fractions"));
      compare(
          family,
          given,
          GroupSequential.twoSided(spending, alpha).looks(fractions),
          given.out().get("two_sided_symmetric"));
      compare(
          family,
          given,
          GroupSequential.oneSided(spending, alpha / 2).looks(fractions),
          given.out().get("one_sided_at_half_alpha"));
    }
    family.judge();
  }

  private static void compare(Family family, Case given, List<Look> looks, JsonNode want) {
    for (var i = 0; i < looks.size(); i++) {
      var z = want.get("z").get(i);
      if (z.doubleValue() > 8) {
        // beyond any data: what matters is the order of magnitude of the probability
        family.compare(
            given,
            "ln p of look " + (i + 1),
            Normal.logUpperTail(looks.get(i).z()),
            family.node(Normal.logUpperTail(z.doubleValue())),
            Tolerance.relative(1e-6));
      } else {
        family.compare(
            given, "z of look " + (i + 1), looks.get(i).z(), z, Tolerance.absolute(1e-6));
      }
      family.compare(
          given,
          "alpha of look " + (i + 1),
          looks.get(i).alphaSpent(),
          want.get("cumulative_alpha_per_side").get(i),
          Tolerance.relative(1e-12));
    }
  }

  private static Spending spending(JsonNode in) {
    var parameter = in.get("parameter").doubleValue();
    return switch (in.get("spending").textValue()) {
      case "obf" -> Spending.obrienFleming();
      case "pocock" -> Spending.pocock();
      case "power" -> Spending.power(parameter);
      case "hsd" -> Spending.hwangShihDeCani(parameter);
      default -> throw new IllegalArgumentException("unknown spending function in " + in);
    };
  }

  @Test
  void chancesOfCrossingAreWithinTheirTolerance() {
    var family = new Family("sequential_operating");
    for (var given : family.cases()) {
      var boundaries = Family.numbers(given.out().get("z_boundary"));
      var fractions = new double[boundaries.length];
      for (var i = 0; i < fractions.length; i++) {
        fractions[i] = (i + 1.0) / fractions.length;
      }
      var crossing =
          Crossing.twoSided(given.in().get("theta").doubleValue(), fractions, boundaries);
      family.compare(
          given,
          "p_reject",
          crossing.total(),
          given.out().get("p_reject"),
          Tolerance.absolute(1e-6));
    }
    family.judge();
  }

  @Test
  void uniformityIsWithinItsTolerance() {
    var family = new Family("ks_uniform");
    for (var given : family.cases()) {
      var out = given.out();
      var test = Kolmogorov.uniform(Family.numbers(given.in().get("p")));
      family.compare(given, "D", test.statistic(), out.get("D"), Tolerance.absolute(1e-14));
      family.compare(given, "p_exact", test.pValue(), out.get("p_exact"), Tolerance.relative(1e-8));
      family.compare(
          given,
          "p_asymptotic",
          test.asymptoticPValue(),
          out.get("p_asymptotic"),
          Tolerance.absolute(1e-12));
    }
    family.judge();
  }
}
