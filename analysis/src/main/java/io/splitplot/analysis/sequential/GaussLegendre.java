package io.splitplot.analysis.sequential;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** The Gauss-Legendre rule of 16 points on one panel, and interpolation between those points. */
final class GaussLegendre {
  /** Points of a panel. */
  static final int POINTS = 16;

  private static final double[] NODES = new double[POINTS];
  private static final double[] WEIGHTS = new double[POINTS];
  private static final double[] BARYCENTRIC = new double[POINTS];

  static {
    var rule = new GaussIntegratorFactory().legendre(POINTS);
    for (var i = 0; i < POINTS; i++) {
      NODES[i] = rule.getPoint(i);
      WEIGHTS[i] = rule.getWeight(i);
      var size = Math.sqrt((1 - NODES[i] * NODES[i]) * WEIGHTS[i]);
      BARYCENTRIC[i] = i % 2 == 0 ? size : -size;
    }
  }

  private GaussLegendre() {}

  /** The place of a point on the panel from {@code a} to {@code b}. */
  static double node(int i, double a, double b) {
    return (a + b) / 2 + (b - a) / 2 * NODES[i];
  }

  /** The weight of a point on a panel of the given width. */
  static double weight(int i, double width) {
    return width / 2 * WEIGHTS[i];
  }

  static double integrate(double a, double b, DoubleUnaryOperator function) {
    var sum = 0.0;
    for (var i = 0; i < POINTS; i++) {
      sum += WEIGHTS[i] * function.applyAsDouble(node(i, a, b));
    }
    return sum * (b - a) / 2;
  }

  /**
   * The value at {@code x} of the polynomial through the values at a panel's points (second
   * barycentric form).
   */
  static double interpolate(double[] values, int offset, double a, double b, double x) {
    var place = (2 * x - a - b) / (b - a);
    var top = 0.0;
    var bottom = 0.0;
    for (var i = 0; i < POINTS; i++) {
      var distance = place - NODES[i];
      if (distance == 0) {
        return values[offset + i];
      }
      var factor = BARYCENTRIC[i] / distance;
      top += factor * values[offset + i];
      bottom += factor;
    }
    return top / bottom;
  }
}
