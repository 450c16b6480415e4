package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.Normal;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** Posterior chances and losses; those of proportions by integrating their definitions. */
public final class Bayes {
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(40);

  private Bayes() {}

  /** A normal posterior of an effect. */
  public record Posterior(double mean, double deviation) {
    public double chance() {
      return Normal.cdf(mean / deviation);
    }

    /** E max(-effect, 0). */
    public double lossOfTreatment() {
      return loss(mean / deviation);
    }

    /** E max(effect, 0). */
    public double lossOfBaseline() {
      return loss(-mean / deviation);
    }

    private double loss(double u) {
      if (u > 4) {
        // the integral of the tail from u on: positive everywhere
        return deviation * integral(u, u + 12, Normal::upperTail);
      }
      return deviation * (Normal.density(u) - u * Normal.upperTail(u));
    }
  }

  public static Posterior flat(double effect, double standardError) {
    return new Posterior(effect, standardError);
  }

  public static Posterior normal(
      double effect, double standardError, double priorMean, double priorDeviation) {
    var data = 1 / (standardError * standardError);
    var prior = 1 / (priorDeviation * priorDeviation);
    return new Posterior(
        (data * effect + prior * priorMean) / (data + prior), 1 / Math.sqrt(data + prior));
  }

  /** P(t > c) = the integral of (1 - F_t) dF_c, by parts that of F_c dF_t. */
  public static double chance(Beta c, Beta t) {
    return overBoth(c, t, x -> Math.exp(logDensity(t, x) + c.logCdf(x)));
  }

  /** E max(c - t, 0) = the integral of P(t < x < c). */
  public static double lossOfTreatment(Beta c, Beta t) {
    return overBoth(c, t, x -> Math.exp(t.logCdf(x) + c.logUpperTail(x)));
  }

  private static double logDensity(Beta beta, double x) {
    return (beta.a() - 1) * Math.log(x)
        + (beta.b() - 1) * Math.log1p(-x)
        - org.apache.commons.math3.special.Beta.logBeta(beta.a(), beta.b());
  }

  private static double overBoth(Beta c, Beta t, DoubleUnaryOperator function) {
    var edges = new TreeSet<Double>();
    for (var z = -36.0; z <= 36; z += 0.75) {
      for (var beta : new Beta[] {c, t}) {
        var p = Normal.upperTail(Math.abs(z));
        edges.add(z < 0 ? beta.quantile(p) : beta.upperQuantile(p));
      }
    }
    var sum = 0.0;
    for (var edge : edges) {
      var next = edges.higher(edge);
      if (next != null) {
        sum += integral(edge, next, function);
      }
    }
    return sum;
  }

  private static double integral(double a, double b, DoubleUnaryOperator function) {
    var half = (b - a) / 2;
    return half * RULE.integrate(x -> function.applyAsDouble((a + b) / 2 + half * x));
  }
}
