package io.splitplot.analysis.crosscheck;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Adjusted p-values, each by the definition that compares every pair: slow and plain. */
public final class Multiplicity {
  private Multiplicity() {}

  public static double[] bonferroni(double... p) {
    return Arrays.stream(p).map(v -> Math.min(1, p.length * v)).toArray();
  }

  public static double[] sidak(double... p) {
    return Arrays.stream(p).map(v -> -Math.expm1(p.length * Math.log1p(-v))).toArray();
  }

  /** Holm (1979): the largest (m - rank + 1) p of those that are not larger. */
  public static double[] holm(double... p) {
    return Arrays.stream(p)
        .map(v ->
            Math.min(
                1,
                Arrays.stream(p)
                    .filter(w -> w <= v)
                    .map(w -> (p.length - smaller(p, w)) * w)
                    .max()
                    .orElseThrow()))
        .toArray();
  }

  /** Hochberg (1988): the smallest (m - rank + 1) p of those that are not smaller. */
  public static double[] hochberg(double... p) {
    return stepUp(p, (v, rank) -> (p.length - rank + 1) * v);
  }

  /** Benjamini and Hochberg (1995). */
  public static double[] benjaminiHochberg(double... p) {
    return stepUp(p, (v, rank) -> p.length * v / rank);
  }

  /** Benjamini and Yekutieli (2001). */
  public static double[] benjaminiYekutieli(double... p) {
    var harmonic = IntStream.rangeClosed(1, p.length).mapToDouble(k -> 1.0 / k).sum();
    return stepUp(p, (v, rank) -> harmonic * p.length * v / rank);
  }

  private interface Adjustment {
    double of(double p, long rank);
  }

  private static double[] stepUp(double[] p, Adjustment adjustment) {
    return Arrays.stream(p)
        .map(v ->
            Math.min(
                1,
                Arrays.stream(p)
                    .filter(w -> w >= v)
                    .map(w -> adjustment.of(w, notLarger(p, w)))
                    .min()
                    .orElseThrow()))
        .toArray();
  }

  private static long smaller(double[] p, double value) {
    return Arrays.stream(p).filter(v -> v < value).count();
  }

  private static long notLarger(double[] p, double value) {
    return Arrays.stream(p).filter(v -> v <= value).count();
  }
}
