package io.splitplot.analysis.validity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/** What came out of many runs: named columns of numbers, a row each run. */
final class Outcomes {
  private final Map<String, double[]> columns = new LinkedHashMap<>();

  /** The same with one more column. */
  Outcomes with(String name, double[] values) {
    var more = new Outcomes();
    more.columns.putAll(columns);
    more.columns.put(name, values);
    return more;
  }

  /** The same with another's only column under this name. */
  Outcomes with(String name, Outcomes other) {
    return with(name, other.columns.values().iterator().next());
  }

  /** The same with all columns of another, their names behind this prefix. */
  Outcomes withAll(String prefix, Outcomes other) {
    var more = this;
    for (var column : other.columns.entrySet()) {
      more = more.with(prefix + column.getKey(), column.getValue());
    }
    return more;
  }

  /** The rows of several blocks with the same columns, one after the other. */
  static Outcomes joined(List<Outcomes> blocks) {
    var all = new Outcomes();
    for (var name : blocks.getFirst().columns.keySet()) {
      var parts = new ArrayList<double[]>();
      blocks.forEach(block -> parts.add(block.column(name)));
      all = all.with(name, parts.stream().flatMapToDouble(Arrays::stream).toArray());
    }
    return all;
  }

  double[] column(String name) {
    var column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("there is no column %s, but %s".formatted(name, columns.keySet()));
    }
    return column;
  }

  /** How many rows of a column are as asked. */
  int count(String name, DoublePredicate condition) {
    return (int) Arrays.stream(column(name)).filter(condition).count();
  }

  /** How many p-values reject at this level. */
  int rejected(String name, double alpha) {
    return count(name, p -> p <= alpha);
  }

  /** How many rows of a column of 0 and 1 are 1. */
  int count(String name) {
    return count(name, value -> value == 1);
  }

  double mean(String name) {
    return Arrays.stream(column(name)).average().orElseThrow();
  }

  int rows() {
    return columns.values().iterator().next().length;
  }
}
