package io.splitplot.analysis.validity;

/** The two arms of many comparisons of pairs (y, x), in the form in which SQL takes them. */
final class PairComparisons {
  /** The rows of the arrays: bind {@link #arrays} to its parameters. */
  static final String ROWS =
      """
      unnest(?::bigint[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[],
             ?::bigint[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[])
        with ordinality as r (n_c, y_c, x_c, yy_c, xx_c, xy_c, n_t, y_t, x_t, yy_t, xx_t, xy_t, row)
      """;

  /** The arguments of each arm. */
  static final String BASELINE = "r.n_c, r.y_c, r.x_c, r.yy_c, r.xx_c, r.xy_c";

  static final String TREATMENT = "r.n_t, r.y_t, r.x_t, r.yy_t, r.xx_t, r.xy_t";

  private final Arm baseline;
  private final Arm treatment;
  private int size;

  /** For exactly so many comparisons. */
  PairComparisons(int capacity) {
    baseline = new Arm(capacity);
    treatment = new Arm(capacity);
  }

  private record Arm(
      long[] n, double[] meanY, double[] meanX, double[] yy, double[] xx, double[] xy) {
    private Arm(int capacity) {
      this(
          new long[capacity],
          new double[capacity],
          new double[capacity],
          new double[capacity],
          new double[capacity],
          new double[capacity]);
    }

    private void set(int i, PairMoments moments) {
      n[i] = moments.n();
      meanY[i] = moments.meanY();
      meanX[i] = moments.meanX();
      yy[i] = moments.yy();
      xx[i] = moments.xx();
      xy[i] = moments.xy();
    }
  }

  /** The next one. */
  void add(PairMoments ofBaseline, PairMoments ofTreatment) {
    baseline.set(size, ofBaseline);
    treatment.set(size, ofTreatment);
    size++;
  }

  Object[] arrays() {
    return new Object[] {
      baseline.n, baseline.meanY, baseline.meanX, baseline.yy, baseline.xx, baseline.xy,
      treatment.n, treatment.meanY, treatment.meanX, treatment.yy, treatment.xx, treatment.xy
    };
  }
}
