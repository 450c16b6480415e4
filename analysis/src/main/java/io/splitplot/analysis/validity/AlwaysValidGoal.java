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
    var daily = Looks.Schedule.daily();
    var lowest =
        Looks.simulate(
            trial,
            trial.sampler("G4"),
            0,
            List.of(),
            _ -> daily,
            "select min(w.p_value) from sample s %s group by run".formatted(MIXTURE.sql()))[0];
    var exact = MIXTURE.crossing(0).total();
    return Findings.of(
        Check.rate(
            "14 daily looks, as computed (%.4f)".formatted(exact), lowest, p -> p <= 0.05, exact),
        Check.rateAtMost("14 daily looks, at most alpha", lowest, p -> p <= 0.05, 0.05));
  }
}
