package io.splitplot.analysis.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.analysis.Interval;
import io.splitplot.analysis.crosscheck.AlwaysValid;
import io.splitplot.analysis.crosscheck.Arm;
import io.splitplot.analysis.crosscheck.Bayes;
import io.splitplot.analysis.crosscheck.Covariate;
import io.splitplot.analysis.crosscheck.Lift;
import io.splitplot.analysis.crosscheck.Multiplicity;
import io.splitplot.analysis.crosscheck.Phases;
import io.splitplot.analysis.crosscheck.Phases.Phase;
import io.splitplot.analysis.crosscheck.Planning;
import io.splitplot.analysis.crosscheck.Proportions;
import io.splitplot.analysis.crosscheck.Ratio;
import io.splitplot.analysis.crosscheck.Sample;
import io.splitplot.analysis.crosscheck.SampleRatio;
import io.splitplot.analysis.crosscheck.Welch;
import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.distribution.StudentT;
import io.splitplot.analysis.vectors.Family.Case;
import io.splitplot.analysis.vectors.Family.Tolerance;
import java.math.BigDecimal;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The implementation that SQL is checked against is itself within the references' tolerance. */
class EverydayVectorsTest {

  @Test
  void welch() {
    var family = new Family("welch");
    for (var given : family.cases()) {
      var in = given.in();
      var c = arm(in, "c");
      var t = arm(in, "t");
      var got = Welch.of(c, t, number(in, "confidence"));
      // the difference itself is a cancellation of the given means
      var rounding = 1e-12 * Math.max(Math.abs(c.mean()), Math.abs(t.mean()));
      var near = new Tolerance(1e-10, Math.max(rounding, 1e-306));
      var exact = new Tolerance(1e-10, 1e-306);
      var out = given.out();
      family.compareText(given, "status", got.state(), out.get("status"));
      family.compare(given, "diff", got.difference(), out.get("diff"), near);
      family.compare(given, "se", got.standardError(), out.get("se"), exact);
      family.compare(given, "df", got.degreesOfFreedom(), out.get("df"), exact);
      family.compare(given, "t", got.statistic(), out.get("t"), exact);
      family.compare(given, "p", got.p(), out.get("p_two_sided"), exact);
      family.compare(given, "ln p", got.logP(), out.get("ln_p_two_sided"), exact);
      family.compare(given, "low", got.low(), out.get("ci_low"), near);
      family.compare(given, "high", got.high(), out.get("ci_high"), near);
      if (got.state().equals("ok")) {
        var distribution = new StudentT(got.degreesOfFreedom());
        family.compare(
            given, "greater", distribution.upperTail(got.statistic()), out.get("p_greater"), exact);
        family.compare(given, "less", distribution.cdf(got.statistic()), out.get("p_less"), exact);
      }
    }
    family.judge();
  }

  @Test
  void proportions() {
    var family = new Family("proportions");
    var near = new Tolerance(1e-11, 1e-14);
    for (var given : family.cases()) {
      var in = given.in();
      var got =
          new Proportions(
              count(in, "x_c"),
              count(in, "n_c"),
              count(in, "x_t"),
              count(in, "n_t"),
              number(in, "confidence"));
      var out = given.out();
      family.compareText(given, "status", got.state(), out.get("status"));
      if (got.state().equals("insufficient_data")) {
        continue;
      }
      family.compare(given, "diff", got.difference(), out.get("diff"), near);
      family.compare(given, "se pooled", got.pooledError(), out.get("se_pooled"), near);
      family.compare(given, "z pooled", got.pooledZ(), out.get("z_pooled"), near);
      family.compare(given, "p pooled", got.pooledP(), out.get("p_pooled"), near);
      family.compare(given, "ln p pooled", got.pooledLogP(), out.get("ln_p_pooled"), near);
      family.compare(given, "se unpooled", got.unpooledError(), out.get("se_unpooled"), near);
      family.compare(given, "z unpooled", got.unpooledZ(), out.get("z_unpooled"), near);
      compare(family, given, "wald", got.wald(), out, near);
      compare(family, given, "newcombe", got.newcombe(), out, near);
      compare(family, given, "agresti_caffo", got.agrestiCaffo(), out, near);
      compare(family, given, "wilson_c", wilson(in, "c"), out.get("wilson_c"), near);
      compare(family, given, "wilson_t", wilson(in, "t"), out.get("wilson_t"), near);
      if (out.has("clopper_pearson_c")) {
        compare(
            family,
            given,
            "clopper_pearson_c",
            Proportions.clopperPearson(
                count(in, "x_c"), count(in, "n_c"), number(in, "confidence")),
            out.get("clopper_pearson_c"),
            near);
      }
    }
    family.judge();
  }

  private static Interval wilson(JsonNode in, String arm) {
    return Proportions.wilson(
        count(in, "x_" + arm), count(in, "n_" + arm), number(in, "confidence"));
  }

  @Test
  void lift() {
    var family = new Family("lift");
    var near = new Tolerance(1e-11, 1e-14);
    for (var given : family.cases()) {
      var in = given.in();
      var got = new Lift(arm(in, "c"), arm(in, "t"), number(in, "confidence"));
      var out = given.out();
      family.compare(given, "lift", got.lift(), out.get("lift"), near);
      family.compare(given, "delta se", got.deltaError(), out.get("delta_se"), near);
      compare(
          family,
          given,
          "delta",
          Interval.around(got.lift(), got.z() * got.deltaError()),
          out,
          near);
      family.compare(given, "log se", got.logError(), out.get("log_ratio_se"), near);
      family.compare(given, "log low", got.logEnd(-1), out.get("log_low"), near);
      family.compare(given, "log high", got.logEnd(1), out.get("log_high"), near);
      var fieller = got.fieller();
      family.compareText(given, "fieller", fieller.shape(), out.get("fieller"));
      family.compare(given, "g", fieller.g(), out.get("fieller_g"), near);
      var ends = fieller.shape().equals("complement") ? "fieller_excluded_" : "fieller_";
      family.compare(given, "fieller low", fieller.low(), out.get(ends + "low"), near);
      family.compare(given, "fieller high", fieller.high(), out.get(ends + "high"), near);
    }
    family.judge();
  }

  @Test
  void sampleRatio() {
    var family = new Family("srm_chi2");
    var near = new Tolerance(1e-10, 1e-20);
    for (var given : family.cases()) {
      var counts = new ArrayList<Long>();
      given.in().get("counts").forEach(count -> counts.add(count.longValue()));
      var array = counts.stream().mapToLong(Long::longValue).toArray();
      var out = given.out();
      if (counts.stream().allMatch(count -> count == 0)) {
        family.compareText(given, "status", "insufficient_data", out.get("status"));
        continue;
      }
      var got = SampleRatio.of(array, Family.numbers(given.in().get("weights")));
      family.compare(given, "chi2", got.statistic(), out.get("chi2"), near);
      family.compare(given, "p", got.p(), out.get("p"), new Tolerance(1e-10, 1e-306));
      family.compare(given, "ln p", got.logP(), out.get("ln_p"), new Tolerance(1e-10, 1e-15));
      family.compare(given, "least", got.leastExpected(), out.get("expected_min"), near);
    }
    family.judge();
  }

  @Test
  void cuped() {
    var family = new Family("cuped");
    for (var given : family.cases()) {
      var file = given.in().get("file").textValue();
      var rows = Rows.read(file);
      var c = Covariate.of(rows.ofArm("c").column("y"), rows.ofArm("c").column("x"));
      var t = Covariate.of(rows.ofArm("t").column("y"), rows.ofArm("t").column("x"));
      // the two arms' means of 1e7 have no more digits than this
      var near = Tolerance.relative(file.contains("offset") ? 1e-6 : 1e-9);
      var level = number(given.in(), "confidence");
      var out = given.out();
      var plain = Covariate.adjusted(c, t, 0, level);
      family.compare(
          given, "plain diff", plain.difference(), out.get("unadjusted").get("diff"), near);
      family.compare(
          given, "plain se", plain.standardError(), out.get("unadjusted").get("se"), near);
      if (!out.get("status").textValue().equals("ok")) {
        continue;
      }
      compare(family, given, out.get("theta_within"), Covariate.slopeWithin(c, t), c, t, near);
      compare(family, given, out.get("theta_total"), Covariate.slopeOverAll(c, t), c, t, near);
      var lin = out.get("lin_interacted");
      family.compare(given, "lin", Covariate.linDifference(c, t), lin.get("coef_treat"), near);
      family.compare(
          given,
          "lin se",
          Covariate.linError(c, t),
          lin.get("se_neyman_from_sufficient_stats"),
          near);
    }
    family.judge();
  }

  private static void compare(
      Family family,
      Case given,
      JsonNode want,
      double theta,
      Covariate c,
      Covariate t,
      Tolerance near) {
    var got = Covariate.adjusted(c, t, theta, number(given.in(), "confidence"));
    family.compare(given, "theta", theta, want.get("theta"), near);
    family.compare(given, "diff", got.difference(), want.get("diff"), near);
    family.compare(given, "se", got.standardError(), want.get("se"), near);
    family.compare(given, "df", got.degreesOfFreedom(), want.get("welch_df"), near);
    family.compare(given, "t", got.statistic(), want.get("t"), near);
    family.compare(given, "p", got.p(), want.get("p_t"), near);
    family.compare(given, "low", got.low(), want.get("ci_low"), near);
    family.compare(given, "high", got.high(), want.get("ci_high"), near);
  }

  @Test
  void multiplicity() {
    var family = new Family("multiplicity");
    for (var given : family.cases()) {
      var p = Family.numbers(given.in().get("p"));
      compare(family, given, "bonferroni", Multiplicity.bonferroni(p));
      compare(family, given, "holm", Multiplicity.holm(p));
      compare(family, given, "hochberg", Multiplicity.hochberg(p));
      compare(family, given, "bh", Multiplicity.benjaminiHochberg(p));
      compare(family, given, "by", Multiplicity.benjaminiYekutieli(p));
      compare(family, given, "sidak", Multiplicity.sidak(p));
    }
    family.judge();
  }

  private static void compare(Family family, Case given, String method, double[] got) {
    for (var i = 0; i < got.length; i++) {
      family.compare(
          given, method, got[i], given.out().get(method).get(i), Tolerance.relative(1e-13));
    }
  }

  @Test
  void mixture() {
    var family = new Family("msprt");
    var near = new Tolerance(1e-12, 1e-300);
    for (var given : family.cases()) {
      var in = given.in();
      var out = given.out();
      var variance = number(in, "variance_of_diff");
      var ratio = AlwaysValid.logRatio(number(in, "diff"), variance, number(in, "tau2"));
      var half = AlwaysValid.mixtureHalfWidth(variance, number(in, "tau2"), number(in, "alpha"));
      family.compare(given, "ln lambda", ratio, out.get("ln_lambda"), near);
      family.compare(given, "p", Math.min(1, Math.exp(-ratio)), out.get("p"), near);
      family.compare(given, "half width", half, out.get("half_width"), near);
    }
    family.judge();
  }

  @Test
  void asymptoticSequence() {
    var family = new Family("asymptotic_cs");
    var near = new Tolerance(1e-12, 1e-300);
    for (var given : family.cases()) {
      var in = given.in();
      var out = given.out();
      var se = number(in, "se");
      var alpha = number(in, "alpha");
      var units = number(in, "n_total");
      var rho = AlwaysValid.rho(number(in, "n_star"), alpha);
      var half = AlwaysValid.asymptoticHalfWidth(se, units, rho, alpha);
      var ratio = AlwaysValid.logRatio(number(in, "effect"), se * se, rho * rho * units * se * se);
      family.compare(given, "rho", rho, out.get("rho"), near);
      family.compare(given, "half width", half, out.get("half_width"), near);
      family.compare(given, "ln p", -ratio, out.get("ln_p_uncapped"), near);
      family.compare(given, "p", Math.min(1, Math.exp(-ratio)), out.get("p_sequential"), near);
      family.compare(
          given,
          "width",
          AlwaysValid.relativeWidth(half, se, alpha),
          out.get("width_ratio_vs_fixed"),
          near);
    }
    family.judge();
  }

  @Test
  void power() {
    var family = new Family("power");
    var near = Tolerance.relative(1e-10);
    for (var given : family.cases()) {
      var in = given.in();
      var out = given.out();
      var alpha = number(in, "alpha");
      var target = number(in, "target_power");
      if (in.get("kind").textValue().equals("means")) {
        var c = Math.pow(number(in, "sd_c"), 2);
        var t = Math.pow(number(in, "sd_t"), 2);
        var error = Math.sqrt(c / number(in, "n_c") + t / number(in, "n_t"));
        var effect = number(in, "effect");
        family.compare(
            given, "power", Planning.power(effect, error, alpha), out.get("power"), near);
        family.compare(
            given, "mde", Planning.detectable(error, alpha, target), out.get("mde"), near);
        if (effect != 0) {
          family.compare(
              given,
              "units",
              Planning.units(effect, c, t, number(in, "n_t") / number(in, "n_c"), alpha, target),
              out.get("n_c_required"),
              near);
        }
      } else {
        var c = number(in, "p_c");
        var t = number(in, "p_t");
        var n = number(in, "n_per_arm");
        family.compare(
            given, "power", Planning.pooledPower(c, t, n, alpha), out.get("power_pooled"), near);
        family.compare(
            given,
            "units",
            Planning.pooledUnits(c, t, alpha, target),
            out.get("n_per_arm_pooled"),
            near);
      }
    }
    family.judge();
  }

  @Test
  void phases() {
    var family = new Family("ramp_strata");
    var near = Tolerance.relative(1e-9);
    for (var given : family.cases()) {
      var phases = new ArrayList<Phase>();
      for (var phase : given.in().get("phases")) {
        var c = arm(phase, "c");
        var t = arm(phase, "t");
        if (c.n() > 0 && t.n() > 0) {
          phases.add(new Phase(c, t));
        }
      }
      var got = new Phases(phases);
      var out = given.out();
      compare(family, given, "post_stratified", got.by(Phase::units), near);
      compare(family, given, "mantel_haenszel", got.by(Phase::mantelHaenszel), near);
      compare(family, given, "inverse_variance", got.byInverseVariance(), near);
      family.compare(given, "used", phases.size(), out.get("phases_used"), near);
      if (phases.size() > 1) {
        family.compare(given, "Q", got.heterogeneity(), out.get("heterogeneity_Q"), near);
        family.compare(given, "Q p", got.heterogeneityP(), out.get("heterogeneity_p"), near);
      }
    }
    family.judge();
  }

  private static void compare(
      Family family, Case given, String weights, Phases.Combined got, Tolerance near) {
    var want = given.out().get(weights);
    family.compare(given, weights, got.difference(), want.get("diff"), near);
    family.compare(given, weights + " se", got.standardError(), want.get("se"), near);
    family.compare(given, weights + " p", Normal.twoSided(got.z()), want.get("p"), near);
  }

  @Test
  void ratio() {
    var family = new Family("ratio_delta");
    var near = Tolerance.relative(1e-11);
    for (var given : family.cases()) {
      var rows = Rows.read(given.in().get("file").textValue());
      var c = Ratio.of(rows.ofArm("c").column("num"), rows.ofArm("c").column("den"));
      var t = Ratio.of(rows.ofArm("t").column("num"), rows.ofArm("t").column("den"));
      var out = given.out();
      var level = number(given.in(), "confidence");
      var got = Welch.of(c.arm(), t.arm(), level);
      var lift = new Lift(c.arm(), t.arm(), level);
      family.compare(given, "ratio", c.ratio(), out.get("arm_c").get("ratio"), near);
      family.compare(given, "variance", c.arm().error(), out.get("arm_c").get("var_ratio"), near);
      family.compare(given, "diff", got.difference(), out.get("diff"), near);
      family.compare(given, "se", got.standardError(), out.get("se"), near);
      family.compare(given, "p", Normal.twoSided(got.statistic()), out.get("p"), near);
      family.compare(given, "lift", lift.lift(), out.get("lift"), near);
      family.compare(given, "lift se", lift.deltaError(), out.get("lift_se"), near);
    }
    family.judge();
  }

  @Test
  void winsorised() {
    var family = new Family("winsor");
    var near = Tolerance.relative(1e-11);
    for (var given : family.cases()) {
      var rows = Rows.read(given.in().get("file").textValue());
      var c = new Sample(rows.ofArm("c").column("y"));
      var t = new Sample(rows.ofArm("t").column("y"));
      var p = new BigDecimal(given.in().get("p").asText());
      var pooled = Sample.pooled(c, t);
      var cap =
          given.in().get("kind").textValue().equals("percentile_cont")
              ? pooled.interpolatedQuantile(p)
              : pooled.observedQuantile(p);
      var got = Welch.of(c.cappedAt(cap).arm(), t.cappedAt(cap).arm(), 0.95);
      var out = given.out();
      family.compare(given, "cap", cap, out.get("cap"), near);
      family.compare(given, "capped", (double) c.above(cap), out.get("n_capped_c"), near);
      family.compare(given, "mean", c.cappedAt(cap).mean(), out.get("mean_c"), near);
      family.compare(given, "diff", got.difference(), out.get("diff"), near);
      family.compare(given, "se", got.standardError(), out.get("se"), near);
      family.compare(given, "df", got.degreesOfFreedom(), out.get("df"), near);
      family.compare(given, "p", got.p(), out.get("p"), near);
    }
    family.judge();
  }

  @Test
  void quantile() {
    var family = new Family("quantile_ci");
    var near = Tolerance.relative(1e-12);
    for (var given : family.cases()) {
      var in = given.in();
      var sample =
          new Sample(
              Rows.read(in.get("file").textValue()).ofArm(in.get("arm").textValue()).column("y"));
      var p = new BigDecimal(in.get("p").asText());
      var level = number(in, "confidence");
      var ranks = sample.binomialRanks(p.doubleValue(), level);
      var out = given.out();
      family.compare(
          given, "type 7", sample.interpolatedQuantile(p), out.get("quantile_cont"), near);
      family.compare(given, "type 1", sample.observedQuantile(p), out.get("quantile_disc"), near);
      family.compare(given, "low rank", ranks.low(), out.get("binom_rank_low"), near);
      family.compare(given, "high rank", ranks.high(), out.get("binom_rank_high"), near);
      family.compare(given, "low", sample.atRank(ranks.low()), out.get("ci_low"), near);
      family.compare(given, "high", sample.atRank(ranks.high()), out.get("ci_high"), near);
      family.compare(given, "coverage", ranks.coverage(), out.get("binom_coverage"), near);
      family.compare(
          given, "se", sample.quantileError(p.doubleValue(), level), out.get("deng_se"), near);
    }
    family.judge();
  }

  @Test
  void univariate() {
    var family = new Family("univariate");
    for (var given : family.cases()) {
      var sample = new Sample(Rows.read(given.in().get("file").textValue()).column("y"));
      var near = new Tolerance(1e-14, 1e-300);
      family.compare(given, "mean", sample.mean(), given.out().get("mean"), near);
      family.compare(given, "m2", sample.squares(), given.out().get("m2"), near);
    }
    family.judge();
  }

  @Test
  void normalPosterior() {
    var family = new Family("bayes_normal");
    for (var given : family.cases()) {
      var in = given.in();
      var effect = number(in, "effect");
      var se = number(in, "se");
      var got =
          in.get("prior_sd").isNull()
              ? Bayes.flat(effect, se)
              : Bayes.normal(effect, se, number(in, "prior_mean"), number(in, "prior_sd"));
      var near = new Tolerance(1e-11, 1e-15 * got.deviation());
      var out = given.out();
      family.compare(given, "mean", got.mean(), out.get("posterior_mean"), near);
      family.compare(given, "sd", got.deviation(), out.get("posterior_sd"), near);
      family.compare(given, "chance", got.chance(), out.get("chance_to_win"), near);
      family.compare(
          given, "loss t", got.lossOfTreatment(), out.get("expected_loss_choose_t"), near);
      family.compare(
          given, "loss c", got.lossOfBaseline(), out.get("expected_loss_choose_c"), near);
    }
    family.judge();
  }

  @Test
  void betaPosterior() {
    var family = new Family("bayes_beta_binomial");
    for (var given : family.cases()) {
      var out = given.out();
      var c = posterior(out.get("posterior_c"));
      var t = posterior(out.get("posterior_t"));
      var loss = new Tolerance(1e-8, 1e-300);
      family.compare(
          given,
          "chance",
          Bayes.chance(c, t),
          out.get("chance_t_beats_c"),
          Tolerance.absolute(1e-10));
      family.compare(
          given, "loss t", Bayes.lossOfTreatment(c, t), out.get("expected_loss_choose_t"), loss);
      family.compare(
          given, "loss c", Bayes.lossOfTreatment(t, c), out.get("expected_loss_choose_c"), loss);
    }
    family.judge();
  }

  private static Beta posterior(JsonNode parameters) {
    return new Beta(parameters.get(0).doubleValue(), parameters.get(1).doubleValue());
  }

  private static void compare(
      Family family, Case given, String prefix, Interval got, JsonNode out, Tolerance tolerance) {
    if (out.isArray()) {
      family.compare(given, prefix + " low", got.low(), out.get(0), tolerance);
      family.compare(given, prefix + " high", got.high(), out.get(1), tolerance);
    } else {
      family.compare(given, prefix + " low", got.low(), out.get(prefix + "_low"), tolerance);
      family.compare(given, prefix + " high", got.high(), out.get(prefix + "_high"), tolerance);
    }
  }

  private static Arm arm(JsonNode in, String arm) {
    return new Arm(count(in, "n_" + arm), number(in, "mean_" + arm), number(in, "var_" + arm));
  }

  private static double number(JsonNode in, String name) {
    return Family.number(in.get(name));
  }

  private static long count(JsonNode in, String name) {
    return in.get(name).longValue();
  }
}
