package io.splitplot.analysis.vectors;

import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.ChiSquare;
import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.distribution.StudentT;
import io.splitplot.analysis.vectors.Family.Tolerance;
import org.junit.jupiter.api.Test;

/** The distributions, in both tails. */
class DistributionVectorsTest {
  /** Probabilities below the normal numbers are only as exact as they can be. */
  private static final double SMALLEST = 1e-306;

  /** Logarithms of what is next to 1; the references themselves have not many more digits. */
  private static final Tolerance LOGARITHM = new Tolerance(1e-12, 1e-40);

  private static final Tolerance TIGHT = new Tolerance(1e-13, SMALLEST);
  private static final Tolerance PROBABILITY = new Tolerance(1e-12, SMALLEST);
  private static final Tolerance QUANTILE = new Tolerance(1e-11, Double.MIN_VALUE);

  @Test
  void errorFunction() {
    var family = new Family("erf");
    for (var given : family.cases()) {
      var x = given.in().get("x").doubleValue();
      family.compare(given, "erf", Normal.erf(x), given.out().get("erf"), TIGHT);
      family.compare(given, "erfc", Normal.erfc(x), given.out().get("erfc"), TIGHT);
    }
    family.judge();
  }

  @Test
  void normal() {
    var family = new Family("normal_cdf");
    for (var given : family.cases()) {
      var x = given.in().elements().next().doubleValue();
      var out = given.out();
      family.compare(given, "cdf", Normal.cdf(x), out.get("cdf"), TIGHT);
      family.compare(given, "sf", Normal.upperTail(x), out.get("sf"), TIGHT);
      family.compare(given, "ln_cdf", Normal.logCdf(x), out.get("ln_cdf"), LOGARITHM);
      family.compare(given, "ln_sf", Normal.logUpperTail(x), out.get("ln_sf"), LOGARITHM);
      family.compare(given, "p", Normal.twoSided(x), out.get("two_sided_p"), TIGHT);
    }
    family.judge();
  }

  @Test
  void normalQuantile() {
    var family = new Family("normal_quantile");
    for (var given : family.cases()) {
      var in = given.in();
      if (in.has("p")) {
        var z = Normal.quantile(in.get("p").doubleValue());
        family.compare(given, "z", z, given.out().get("z"), TIGHT);
      } else {
        var z = Normal.upperQuantile(in.get("upper_tail_q").doubleValue());
        family.compare(given, "z", z, given.out().get("z"), TIGHT);
      }
    }
    family.judge();
  }

  @Test
  void studentT() {
    var family = new Family("t_cdf");
    for (var given : family.cases()) {
      var t = given.in().get("t").doubleValue();
      var distribution = new StudentT(given.in().get("df").doubleValue());
      var out = given.out();
      family.compare(given, "cdf", distribution.cdf(t), out.get("cdf"), PROBABILITY);
      family.compare(given, "sf", distribution.upperTail(t), out.get("sf"), PROBABILITY);
      family.compare(given, "ln_cdf", distribution.logCdf(t), out.get("ln_cdf"), LOGARITHM);
      family.compare(given, "ln_sf", distribution.logUpperTail(t), out.get("ln_sf"), LOGARITHM);
      family.compare(given, "p", distribution.twoSided(t), out.get("two_sided_p"), PROBABILITY);
    }
    family.judge();
  }

  @Test
  void studentTQuantile() {
    var family = new Family("t_quantile");
    for (var given : family.cases()) {
      var distribution = new StudentT(given.in().get("df").doubleValue());
      var t = distribution.upperQuantile(given.in().get("upper_tail_q").doubleValue());
      family.compare(given, "t", t, given.out().get("t"), QUANTILE);
    }
    family.judge();
  }

  @Test
  void chiSquare() {
    var family = new Family("chi2_cdf");
    for (var given : family.cases()) {
      var x = given.in().get("x").doubleValue();
      var distribution = new ChiSquare(given.in().get("df").doubleValue());
      var out = given.out();
      family.compare(given, "cdf", distribution.cdf(x), out.get("cdf"), PROBABILITY);
      family.compare(given, "sf", distribution.upperTail(x), out.get("sf"), PROBABILITY);
      family.compare(given, "ln_cdf", distribution.logCdf(x), out.get("ln_cdf"), LOGARITHM);
      family.compare(given, "ln_sf", distribution.logUpperTail(x), out.get("ln_sf"), LOGARITHM);
    }
    family.judge();
  }

  @Test
  void chiSquareQuantile() {
    var family = new Family("chi2_quantile");
    for (var given : family.cases()) {
      var distribution = new ChiSquare(given.in().get("df").doubleValue());
      var x = distribution.upperQuantile(given.in().get("upper_tail_q").doubleValue());
      family.compare(given, "x", x, given.out().get("x"), QUANTILE);
    }
    family.judge();
  }

  @Test
  void beta() {
    var family = new Family("beta_cdf");
    for (var given : family.cases()) {
      var in = given.in();
      var x = in.get("x").doubleValue();
      var a = in.get("a").doubleValue();
      var b = in.get("b").doubleValue();
      var distribution = new Beta(a, b);
      var out = given.out();
      // the complement of a given x is rounded, which large parameters magnify
      var relative = Math.max(a, b) < 1e5 ? 1e-12 : 1e-10;
      var probability = new Tolerance(relative, SMALLEST);
      var logarithm = new Tolerance(relative, 1e-40);
      family.compare(given, "cdf", distribution.cdf(x), out.get("cdf"), probability);
      family.compare(given, "sf", distribution.upperTail(x), out.get("sf"), probability);
      family.compare(given, "ln_cdf", distribution.logCdf(x), out.get("ln_cdf"), logarithm);
      family.compare(given, "ln_sf", distribution.logUpperTail(x), out.get("ln_sf"), logarithm);
    }
    family.judge();
  }

  @Test
  void betaQuantile() {
    var family = new Family("beta_quantile");
    for (var given : family.cases()) {
      var in = given.in();
      var distribution = new Beta(in.get("a").doubleValue(), in.get("b").doubleValue());
      var x = distribution.quantile(in.get("p").doubleValue());
      family.compare(given, "x", x, given.out().get("x"), QUANTILE);
    }
    family.judge();
  }
}
