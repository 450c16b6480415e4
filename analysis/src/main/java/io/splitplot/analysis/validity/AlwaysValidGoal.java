package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Daily looks at always-valid p-values reject no more often than alpha says. */
final class AlwaysValidGoal implements Goal {
  private static final Mixture MIXTURE = new Mixture(5000);

  @Override
  public String name() {
    return "G4";
  }

  @Override
  public String claim() {
    return "Always-valid p-values may be looked at every day";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var lowest = lowest(trial, "G4", MIXTURE.sql());
    var harm = lowest(trial, "G4 guardrail", MIXTURE.guardrailSql());
    return Findings.of(
        asComputed("14 daily looks", lowest, MIXTURE.crossing(0).total()),
        Check.rateAtMost("14 daily looks, at most alpha", lowest, p -> p <= 0.05, 0.05),
        asComputed("guardrail, 14 daily looks", harm, MIXTURE.guardrailCrossing().total()),
        Check.rateAtMost("guardrail, at most alpha", harm, p -> p <= 0.05, 0.05));
  }

  /** The lowest p-value of each run's looks. */
  private static double[] lowest(Trial trial, String name, String test) throws SQLException {
    var daily = Looks.Schedule.daily();
    return Looks.simulate(
        trial,
        trial.sampler(name),
        0,
        List.of(),
        _ -> daily,
        "select min(w.p_value) from sample s %s group by run".formatted(test))[0];
  }

  private static Check asComputed(String what, double[] lowest, double exact) {
    var name = "%s, as computed (%.4f)".formatted(what, exact);
    return Check.rate(name, lowest, p -> p <= 0.05, exact);
  }
}
