package io.splitplot.analysis.validity;

/** The two arms of many comparisons, in the form in which SQL takes them: an array a number. */
final class Comparisons {
  /** The rows of the arrays: bind {@link #arrays} to its parameters. */
  static final String ROWS =
      """
      unnest(?::bigint[], ?::float8[], ?::float8[], ?::bigint[], ?::float8[], ?::float8[])
        with ordinality as r (n_c, mean_c, variance_c, n_t, mean_t, variance_t, row)
      """;

  /** The arguments that most functions of two arms share. */
  static final String ARMS = "r.n_c, r.mean_c, r.variance_c, r.n_t, r.mean_t, r.variance_t";

  private final Arm baseline;
  private final Arm treatment;
  private int size;

  /** For exactly so many comparisons. */
  Comparisons(int capacity) {
    baseline = new Arm(capacity);
    treatment = new Arm(capacity);
  }

  private record Arm(long[] n, double[] mean, double[] variance) {
    private Arm(int capacity) {
      this(new long[capacity], new double[capacity], new double[capacity]);
    }

    private void set(int i, Moments moments) {
      n[i] = moments.n();
      mean[i] = moments.mean();
      variance[i] = moments.variance();
    }
  }

  /** The next one. */
  void add(Moments ofBaseline, Moments ofTreatment) {
    baseline.set(size, ofBaseline);
    treatment.set(size, ofTreatment);
    size++;
  }

  Object[] arrays() {
    return new Object[] {
      baseline.n, baseline.mean, baseline.variance, treatment.n, treatment.mean, treatment.variance
    };
  }
}
