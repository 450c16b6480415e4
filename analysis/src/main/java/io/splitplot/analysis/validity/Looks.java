package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Experiments that are looked at again and again while units come. */
final class Looks {
  /** Looks of an experiment of two weeks. */
  static final int DAYS = 14;

  /** Units that come to each arm in a day. */
  static final int UNITS_A_DAY = 1000;

  private Looks() {}

  /**
   * When an experiment is looked at.
   *
   * @param more units of each arm since the look before
   * @param boundaries for each look the further columns of {@code sample}
   */
  record Schedule(List<Integer> more, List<double[]> boundaries) {
    Schedule {
      more = List.copyOf(more);
      boundaries = List.copyOf(boundaries);
    }

    /** A look each day, without further columns. */
    static Schedule daily() {
      return daily(IntStream.range(0, DAYS).mapToObj(_ -> new double[0]).toList());
    }

    /** A look each day. */
    static Schedule daily(List<double[]> boundaries) {
      return new Schedule(IntStream.range(0, DAYS).mapToObj(_ -> UNITS_A_DAY).toList(), boundaries);
    }
  }

  /** The part of the units that has come by each day. */
  static double[] dailyFractions() {
    return IntStream.rangeClosed(1, DAYS).mapToDouble(day -> (double) day / DAYS).toArray();
  }

  /**
   * Normal metrics with variance 1. The rows have run, look, difference and standard error, and
   * further columns by these names.
   */
  static double[][] simulate(
      Trial trial,
      Sampler sampler,
      double effect,
      List<String> further,
      IntFunction<Schedule> schedules,
      String sql)
      throws SQLException {
    var names = new ArrayList<>(List.of("run", "look", "difference", "standard_error"));
    names.addAll(further);
    return trial.simulate(
        names, DAYS, (run, rows) -> add(rows, run, schedules.apply(run), sampler, effect), sql);
  }

  private static void add(Rows rows, int run, Schedule schedule, Sampler sampler, double effect) {
    var control = new Arm();
    var treatment = new Arm();
    for (var i = 0; i < schedule.more().size(); i++) {
      control.addNormal(sampler, schedule.more().get(i), 0);
      treatment.addNormal(sampler, schedule.more().get(i), effect);
      var further = schedule.boundaries().get(i);
      var row = new double[4 + further.length];
      row[0] = run;
      row[1] = i + 1;
      row[2] = treatment.mean() - control.mean();
      row[3] = Math.sqrt((control.variance() + treatment.variance()) / control.units());
      System.arraycopy(further, 0, row, 4, further.length);
      rows.add(row);
    }
  }
}
