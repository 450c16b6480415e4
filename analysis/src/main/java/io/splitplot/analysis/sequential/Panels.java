package io.splitplot.analysis.sequential;

import io.splitplot.analysis.distribution.Normal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The density of the survivors of a look on panels of Gauss-Legendre points: the recursive
 * integration of P. Armitage, C. K. McPherson and B. C. Rowe (JRSS A 132, 1969), made safe for
 * looks that are arbitrarily close.
 *
 * <p>A boundary of an earlier look leaves a step in the density that is smoothed over the square
 * root of the information that came since. So panels are short near such {@link Step}s and long
 * elsewhere, and where the next increment is short compared with a panel the density is
 * interpolated.
 */
final class Panels implements Survivors {
  /** Normal deviations after which a normal kernel is 0 compared with what matters. */
  private static final double KERNEL_REACH = 9;

  /** A panel is at most this part of the scale on which the density varies. */
  private static final double FINENESS = 0.5;

  /** Where the density had a step, and when. */
  record Step(double level, double time) {}

  private final double time;
  private final double drift;
  private final double[] edges;
  private final double[] values;
  private final double[] nodes;
  private final double[] weighted;

  private Panels(double time, double drift, double[] edges) {
    this.time = time;
    this.drift = drift;
    this.edges = edges;
    var points = (edges.length - 1) * GaussLegendre.POINTS;
    values = new double[points];
    nodes = new double[points];
    weighted = new double[points];
  }

  /**
   * Who is between {@code lower} and {@code upper} at {@code time}, of those who survived {@code
   * before}.
   */
  static Panels of(
      Survivors before, double time, double drift, double lower, double upper, List<Step> steps) {
    var panels = new Panels(time, drift, edges(time, lower, upper, steps));
    var symmetric = drift == 0 && lower == -upper;
    var last = panels.nodes.length - 1;
    for (var i = 0; i <= last; i++) {
      var panel = i / GaussLegendre.POINTS;
      var a = panels.edges[panel];
      var b = panels.edges[panel + 1];
      var point = i % GaussLegendre.POINTS;
      panels.nodes[i] = GaussLegendre.node(point, a, b);
      panels.values[i] =
          symmetric && i > last / 2
              ? panels.values[last - i]
              : before.density(time, panels.nodes[i]);
      panels.weighted[i] = panels.values[i] * GaussLegendre.weight(point, b - a);
    }
    return panels;
  }

  private static double[] edges(double time, double lower, double upper, List<Step> steps) {
    var edges = new ArrayList<Double>();
    if (lower < upper) {
      edges.add(lower);
      split(lower, upper, time, steps, edges);
    }
    return edges.isEmpty()
        ? new double[] {0}
        : edges.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void split(double a, double b, double time, List<Step> steps, List<Double> edges) {
    var middle = (a + b) / 2;
    if (b - a <= FINENESS * scale(a, b, time, steps) || middle <= a || middle >= b) {
      edges.add(b);
      return;
    }
    split(a, middle, time, steps, edges);
    split(middle, b, time, steps, edges);
  }

  /** The length on which the density varies between {@code a} and {@code b}. */
  private static double scale(double a, double b, double time, List<Step> steps) {
    var scale = Math.sqrt(time);
    for (var step : steps) {
      var distance = Math.max(0, Math.max(a - step.level(), step.level() - b));
      scale = Math.min(scale, Math.max(distance, Math.sqrt(time - step.time())));
    }
    return scale;
  }

  @Override
  public double above(double later, double level) {
    if (level == Double.POSITIVE_INFINITY) {
      return 0;
    }
    var deviation = Math.sqrt(later - time);
    var centre = level - drift * (later - time);
    var reach = reach(later, level, deviation);
    return integrate(
        u -> Normal.upperTail((centre - u) / deviation),
        new Range(centre - reach, Double.POSITIVE_INFINITY),
        new Range(centre - reach, centre + reach),
        2 * deviation);
  }

  @Override
  public double below(double later, double level) {
    if (level == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    var deviation = Math.sqrt(later - time);
    var centre = level - drift * (later - time);
    var reach = reach(later, level, deviation);
    return integrate(
        u -> Normal.upperTail((u - centre) / deviation),
        new Range(Double.NEGATIVE_INFINITY, centre + reach),
        new Range(centre - reach, centre + reach),
        2 * deviation);
  }

  @Override
  public double density(double later, double level) {
    var variance = later - time;
    var deviation = Math.sqrt(variance);
    var centre = level - drift * variance;
    var reach = reach(later, level, deviation);
    var window = new Range(centre - reach, centre + reach);
    var integral =
        integrate(
            u -> Math.exp(-(centre - u) * (centre - u) / (2 * variance)),
            window,
            window,
            2 * deviation);
    return integral / (deviation * Math.sqrt(2 * Math.PI));
  }

  /**
   * How far from the level paths come that end there. In the tails most come from nearer to the
   * centre, and where nobody survived near the level they come from the nearest survivors.
   */
  private double reach(double later, double level, double deviation) {
    var z = Math.abs(level - drift * later) / Math.sqrt(later);
    var centre = level - drift * (later - time);
    var gap = Math.max(0, Math.max(centre - edges[edges.length - 1], edges[0] - centre));
    return gap + deviation * (KERNEL_REACH + z * deviation / Math.sqrt(later));
  }

  private record Range(double from, double to) {}

  /**
   * The integral of kernel times density.
   *
   * @param support where the kernel is not 0
   * @param varying the part of it where the kernel is not constant
   * @param step the length that one rule resolves in the varying part
   */
  private double integrate(DoubleUnaryOperator kernel, Range support, Range varying, double step) {
    var sum = 0.0;
    for (var panel = 0; panel < edges.length - 1; panel++) {
      var a = Math.max(edges[panel], support.from());
      var b = Math.min(edges[panel + 1], support.to());
      if (a >= b) {
        continue;
      }
      sum +=
          edges[panel + 1] - edges[panel] <= step
              ? onPoints(panel, kernel)
              : between(panel, a, Math.min(b, varying.from()), Double.POSITIVE_INFINITY, kernel)
                  + between(
                      panel, Math.max(a, varying.from()), Math.min(b, varying.to()), step, kernel)
                  + between(panel, Math.max(a, varying.to()), b, Double.POSITIVE_INFINITY, kernel);
    }
    return sum;
  }

  private double onPoints(int panel, DoubleUnaryOperator kernel) {
    var sum = 0.0;
    var first = panel * GaussLegendre.POINTS;
    for (var i = first; i < first + GaussLegendre.POINTS; i++) {
      sum += weighted[i] * kernel.applyAsDouble(nodes[i]);
    }
    return sum;
  }

  /** The part of a panel from {@code a} to {@code b}, in pieces no longer than {@code step}. */
  private double between(int panel, double a, double b, double step, DoubleUnaryOperator kernel) {
    if (a >= b) {
      return 0;
    }
    var pieces = Math.max(1, (int) Math.ceil((b - a) / step));
    var width = (b - a) / pieces;
    var offset = panel * GaussLegendre.POINTS;
    var sum = 0.0;
    for (var i = 0; i < pieces; i++) {
      sum +=
          GaussLegendre.integrate(
              a + i * width,
              a + (i + 1) * width,
              u ->
                  kernel.applyAsDouble(u)
                      * GaussLegendre.interpolate(
                          values, offset, edges[panel], edges[panel + 1], u));
    }
    return sum;
  }
}
