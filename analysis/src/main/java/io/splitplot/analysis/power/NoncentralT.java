package io.splitplot.analysis.power;

import io.splitplot.analysis.distribution.Normal;
import java.util.TreeSet;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Gamma;

/**
 * The noncentral t distribution: (Z + noncentrality) / S, with Z standard normal and S the root of
 * an independent chi-square over its degrees of freedom. Its tails are integrated over S by
 * definition: every term is positive, so that nothing cancels, whatever the parameters.
 *
 * @param degreesOfFreedom positive
 * @param noncentrality the expected z
 */
record NoncentralT(double degreesOfFreedom, double noncentrality) {
  /** Deviations of a normal variable beyond which there is nothing, and so of S downwards. */
  private static final double REACH = 10;

  /** Deviations of S upwards: with few degrees of freedom that tail is longer. */
  private static final double LONG_REACH = 14;

  private static final int PANELS = 24;
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(20);

  /** P(T > t). */
  double upperTail(double t) {
    return integral(t, 1);
  }

  /** P(T < t). */
  double lowerTail(double t) {
    return integral(t, -1);
  }

  private double integral(double t, int side) {
    var edges = edges(t);
    var sum = 0.0;
    for (var edge : edges) {
      var next = edges.higher(edge);
      if (next != null) {
        var middle = (edge + next) / 2;
        var half = (next - edge) / 2;
        sum +=
            half
                * RULE.integrate(x -> {
                  var s = middle + half * x;
                  return density(s) * Normal.upperTail(side * (t * s - noncentrality));
                });
      }
    }
    return Math.min(1, sum);
  }

  /** Panels over all of S, and finer ones where the normal tail changes. */
  private TreeSet<Double> edges(double t) {
    var deviation = 1 / Math.sqrt(2 * degreesOfFreedom);
    var mode = Math.sqrt(Math.max(0, 1 - 1 / degreesOfFreedom));
    var low = Math.max(0, mode - REACH * deviation);
    var high = mode + LONG_REACH * deviation;
    var edges = new TreeSet<Double>();
    for (var i = 0; i <= PANELS; i++) {
      edges.add(low + (high - low) * i / PANELS);
      var step = (noncentrality + REACH * (2.0 * i / PANELS - 1)) / t;
      if (step > low && step < high) {
        edges.add(step);
      }
    }
    return edges;
  }

  /** The density of S. */
  private double density(double s) {
    var half = degreesOfFreedom / 2;
    // relative to the value at 1, so that the large terms of many degrees of freedom cancel exactly
    return Math.exp(
        logDensityAtOne(half) + (degreesOfFreedom - 1) * Math.log(s) - half * (s - 1) * (s + 1));
  }

  private static double logDensityAtOne(double half) {
    if (half < 50) {
      return Math.log(2) + half * Math.log(half) - half - Gamma.logGamma(half);
    }
    var square = half * half;
    var stirling = 1 / (12 * half) * (1 - 1 / (30 * square) * (1 - 2 / (7 * square)));
    return Math.log(2) + Math.log(half / (2 * Math.PI)) / 2 - stirling;
  }
}
