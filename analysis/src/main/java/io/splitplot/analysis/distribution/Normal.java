package io.splitplot.analysis.distribution;

/**
 * The standard normal distribution, each tail computed for itself and also as a logarithm, so that
 * nothing is lost to {@code 1 - p}.
 *
 * <p>Tails: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23
 * (1969). Quantiles: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
public final class Normal {
  private static final double LOG_SQRT_TWO_PI = 0.9189385332046728;
  private static final double SQRT_HALF = 0.7071067811865476;
  private static final double ONE_OVER_SQRT_PI = 0.5641895835477563;

  /** The natural logarithm of the smallest probability that AS 241 is made for. */
  private static final double LOG_SMALLEST = -690;

  private static final double[] ERF_TOP = {
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694
  };
  private static final double[] ERF_BOTTOM = {
    1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171
  };
  private static final double[] ERFC_TOP = {
    2.1531153547440383e-8,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972
  };
  private static final double[] ERFC_BOTTOM = {
    1,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495
  };
  private static final double[] FAR_TOP = {
    0.016315387137302097,
    0.30532663496123236,
    0.36034489994980445,
    0.12578172611122926,
    0.016083785148742275,
    0.0006587491615298378
  };
  private static final double[] FAR_BOTTOM = {
    1,
    2.568520192289822,
    1.8729528499234673,
    0.5279051029514285,
    0.06051834131244132,
    0.0023352049762686918
  };

  private static final double[] CENTRE_TOP = {
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665
  };
  private static final double[] CENTRE_BOTTOM = {
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1
  };
  private static final double[] NEAR_TAIL_TOP = {
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835
  };
  private static final double[] NEAR_TAIL_BOTTOM = {
    1.0507500716444169e-9,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1
  };
  private static final double[] FAR_TAIL_TOP = {
    2.0103343992922881e-7,
    2.7115555687434876e-5,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103
  };
  private static final double[] FAR_TAIL_BOTTOM = {
    2.0442631033899397e-15,
    1.421511758316446e-7,
    1.8463183175100548e-5,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1
  };

  private Normal() {}

  /** The density at {@code z}. */
  public static double density(double z) {
    return Math.exp(-z * z / 2 - LOG_SQRT_TWO_PI);
  }

  /** P(Z <= z). */
  public static double cdf(double z) {
    return upperTail(-z);
  }

  /** P(Z > z), with full relative accuracy down to the smallest numbers. */
  public static double upperTail(double z) {
    requireNumber(z);
    var x = z * SQRT_HALF;
    if (x <= 0.46875) {
      return erfc(x) / 2;
    }
    return z > 40 ? 0 : scaledErfc(x) / 2 * expOfMinusSquare(z, 2);
  }

  /** ln P(Z > z): finite where the probability itself is too small for a number. */
  public static double logUpperTail(double z) {
    requireNumber(z);
    if (z == Double.POSITIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    if (z < 0) {
      return Math.log1p(-upperTail(-z));
    }
    return Math.log(scaledErfc(z * SQRT_HALF) / 2) - z * z / 2;
  }

  /** ln P(Z <= z). */
  public static double logCdf(double z) {
    return logUpperTail(-z);
  }

  /** P(|Z| > |z|). */
  public static double twoSided(double z) {
    return 2 * upperTail(Math.abs(z));
  }

  /** ln P(|Z| > |z|); exactly 0 at 0. */
  public static double logTwoSided(double z) {
    return z == 0 ? 0 : Math.log(2) + logUpperTail(Math.abs(z));
  }

  /**
   * The z with P(Z <= z) = {@code probability}.
   *
   * @throws IllegalArgumentException unless {@code probability} is between 0 and 1
   */
  public static double quantile(double probability) {
    requireProbability(probability);
    var distance = probability - 0.5;
    if (Math.abs(distance) <= 0.425) {
      var r = 0.180625 - distance * distance;
      return distance * polynomial(CENTRE_TOP, r) / polynomial(CENTRE_BOTTOM, r);
    }
    return distance < 0
        ? -tailQuantile(Math.log(probability))
        : tailQuantile(Math.log1p(-probability));
  }

  /**
   * The z with P(Z > z) = {@code probability}, accurate for the smallest probabilities.
   *
   * @throws IllegalArgumentException unless {@code probability} is between 0 and 1
   */
  public static double upperQuantile(double probability) {
    return -quantile(probability);
  }

  /**
   * The z with ln P(Z > z) = {@code logProbability}, for probabilities that may be too small for a
   * number.
   *
   * @throws IllegalArgumentException if {@code logProbability} is positive
   */
  public static double upperQuantileOfLog(double logProbability) {
    if (!(logProbability <= 0)) {
      throw new IllegalArgumentException(
          "the logarithm of a probability is at most 0, not " + logProbability);
    }
    if (logProbability > Math.log(0.075)) {
      return upperQuantile(Math.exp(logProbability));
    }
    return tailQuantile(logProbability);
  }

  /** erf(x). */
  public static double erf(double x) {
    requireNumber(x);
    if (Math.abs(x) <= 0.46875) {
      return smallErf(x);
    }
    var tail = erfc(Math.abs(x));
    return x > 0 ? 1 - tail : tail - 1;
  }

  /** erfc(x) = 1 - erf(x), with full relative accuracy where that is small. */
  public static double erfc(double x) {
    requireNumber(x);
    if (x < -0.46875) {
      return 2 - erfc(-x);
    }
    if (x <= 0.46875) {
      return 1 - smallErf(x);
    }
    return x > 28 ? 0 : scaledErfc(x) * expOfMinusSquare(x, 1);
  }

  /** exp(-x^2 / scale), the square taken in two parts so that its rounding is not magnified. */
  private static double expOfMinusSquare(double x, double scale) {
    var coarse = Math.rint(x * 16) / 16;
    return Math.exp(-coarse * coarse / scale) * Math.exp(-(x - coarse) * (x + coarse) / scale);
  }

  /** exp(x^2) erfc(x) for x of at least 0. */
  private static double scaledErfc(double x) {
    if (x <= 0.46875) {
      return Math.exp(x * x) * (1 - smallErf(x));
    }
    if (x <= 4) {
      return polynomial(ERFC_TOP, x) / polynomial(ERFC_BOTTOM, x);
    }
    var inverse = 1 / (x * x);
    var correction = inverse * polynomial(FAR_TOP, inverse) / polynomial(FAR_BOTTOM, inverse);
    return (ONE_OVER_SQRT_PI - correction) / x;
  }

  private static double smallErf(double x) {
    var square = x * x;
    return x * polynomial(ERF_TOP, square) / polynomial(ERF_BOTTOM, square);
  }

  private static double tailQuantile(double logProbability) {
    if (logProbability == Double.NEGATIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    var r = Math.sqrt(-logProbability);
    if (logProbability < LOG_SMALLEST) {
      return farQuantile(logProbability);
    }
    return r <= 5
        ? polynomial(NEAR_TAIL_TOP, r - 1.6) / polynomial(NEAR_TAIL_BOTTOM, r - 1.6)
        : polynomial(FAR_TAIL_TOP, r - 5) / polynomial(FAR_TAIL_BOTTOM, r - 5);
  }

  /** Newton's method on the logarithm of the tail, which is concave: it cannot fail. */
  private static double farQuantile(double logProbability) {
    var z = Math.sqrt(-2 * logProbability);
    for (var i = 0; i < 8; i++) {
      var excess = logUpperTail(z) - logProbability;
      z += excess * millsRatio(z);
    }
    return z;
  }

  /** P(Z > z) over the density at z, for z above 0. */
  private static double millsRatio(double z) {
    return scaledErfc(z * SQRT_HALF) * Math.sqrt(Math.PI / 2);
  }

  private static double polynomial(double[] highestFirst, double x) {
    var value = 0.0;
    for (var coefficient : highestFirst) {
      value = value * x + coefficient;
    }
    return value;
  }

  private static void requireNumber(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("not a number");
    }
  }

  private static void requireProbability(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a probability is between 0 and 1, not " + value);
    }
  }
}
