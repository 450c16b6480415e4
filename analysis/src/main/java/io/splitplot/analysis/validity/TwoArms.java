package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Experiments of two arms, whose difference of means SQL tests. */
final class TwoArms {
  /** The columns of both arms. */
  static final List<String> NAMES = List.of("n_c", "m_c", "v_c", "n_t", "m_t", "v_t");

  private TwoArms() {}

  /** An arm of one experiment. */
  interface Source {
    Arm next();
  }

  /** Both arms as six columns, to be read by {@code stats.welch}. */
  static double[][] evaluate(Trial trial, Source control, Source treatment, String sql)
      throws SQLException {
    return trial.simulate(
        NAMES, 1, (_, rows) -> rows.add(moments(control.next(), treatment.next())), sql);
  }

  /** The p-values of Welch's test. */
  static double[] welch(Trial trial, Source control, Source treatment) throws SQLException {
    return evaluate(trial, control, treatment, welch("w.p_value"))[0];
  }

  /** A statement with these columns of {@code stats.welch}, as w. */
  static String welch(String columns) {
    return call("welch", columns);
  }

  /** A statement with these columns of a function of two arms, as w. */
  static String call(String function, String columns) {
    return """
    select %s
    from sample s
    cross join lateral stats.%s(
      s.n_c::bigint, s.m_c, s.v_c, s.n_t::bigint, s.m_t, s.v_t) w
    """
        .formatted(columns, function);
  }

  /** The values of the columns. */
  static double[] moments(Arm control, Arm treatment) {
    return new double[] {
      control.units(),
      control.mean(),
      control.variance(),
      treatment.units(),
      treatment.mean(),
      treatment.variance()
    };
  }
}
