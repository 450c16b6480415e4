package io.splitplot.api.assignment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Salts divide the same units independently: by those of layers experiments overlap at random, by
 * those of experiments nobody's variant in one tells the variant in another.
 */
class IndependenceTest {
  private static final int SALTS = 21; // 210 pairs
  private static final int UNITS = 20_000;

  /** Kolmogorov and Smirnov: comes by chance once in a thousand times. */
  private static final double TOO_FAR = 1.95;

  @Test
  void thePValuesOfAllPairsOfExperimentsAreUniform() {
    var halves = new ArrayList<boolean[]>();
    for (var i = 0; i < SALTS; i++) {
      halves.add(firstHalf(new Salt("experiment-" + i)));
    }
    var pValues = new ArrayList<Double>();
    for (var i = 0; i < SALTS; i++) {
      for (var j = 0; j < i; j++) {
        pValues.add(ChiSquare.pValue(table(halves.get(i), halves.get(j))));
      }
    }
    assertThat(pValues).hasSizeGreaterThan(200);
    assertThat(distanceFromUniform(pValues) * Math.sqrt(pValues.size())).isLessThan(TOO_FAR);
  }

  /** Which units are in the first of two variants, or in the experiment that owns half a layer. */
  private static boolean[] firstHalf(Salt salt) {
    var sha256 = Salt.sha256();
    var isFirst = new boolean[UNITS];
    for (var i = 0; i < UNITS; i++) {
      isFirst[i] = salt.bucket(sha256, ("user-" + i).getBytes(UTF_8)) < Bucket.COUNT / 2;
    }
    return isFirst;
  }

  private static long[][] table(boolean[] one, boolean[] other) {
    var table = new long[2][2];
    for (var i = 0; i < one.length; i++) {
      table[one[i] ? 0 : 1][other[i] ? 0 : 1]++;
    }
    return table;
  }

  private static double distanceFromUniform(List<Double> values) {
    Collections.sort(values);
    var distance = 0.0;
    for (var i = 0; i < values.size(); i++) {
      var value = values.get(i);
      var below = value - (double) i / values.size();
      var above = (double) (i + 1) / values.size() - value;
      distance = Math.max(distance, Math.max(below, above));
    }
    return distance;
  }
}
