package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import io.splitplot.analysis.sequential.Spending;
import java.sql.SQLException;
import java.util.List;

/** An effect of the planned size is found as often as planned. */
final class PowerGoal implements Goal {
  private static final int UNITS = Looks.DAYS * Looks.UNITS_A_DAY;
  private static final Mixture MIXTURE = new Mixture(2.0 * UNITS);

  @Override
  public String name() {
    return "G6";
  }

  @Override
  public String claim() {
    return "An effect of the planned size is found as often as planned";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var effect = trial.number("select stats.mde_means(1, %1$d, 1, %1$d)".formatted(UNITS));
    var drift = effect / Math.sqrt(2.0 / UNITS);
    var boundaries =
        GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(Looks.dailyFractions());
    var daily =
        Looks.Schedule.daily(boundaries.stream().map(look -> new double[] {look.z()}).toList());
    var found =
        Looks.simulate(
            trial,
            trial.sampler("G6 looks"),
            effect,
            List.of("boundary"),
            _ -> daily,
            """
            select
              bool_or(abs(difference / standard_error) > boundary)::int,
              bool_or(w.p_value <= 0.05)::int
            from sample s
            %s
            group by run
            """
                .formatted(MIXTURE.sql()));
    return Findings.of(
        Check.rate("one look, planned for 80 %", atOnce(trial, effect), p -> p < 0.05, 0.8),
        asComputed("O'Brien-Fleming, 14 looks", found[0], exact(drift, boundaries)),
        asComputed("always valid, 14 looks", found[1], MIXTURE.crossing(drift).total()));
  }

  private static double[] atOnce(Trial trial, double effect) throws SQLException {
    var sampler = trial.sampler("G6 at once");
    return TwoArms.welch(
        trial, () -> Arm.normal(sampler, UNITS, 0), () -> Arm.normal(sampler, UNITS, effect));
  }

  private static Check asComputed(String what, double[] found, double power) {
    var name = "%s, as computed (%.4f)".formatted(what, power);
    return Check.rate(name, found, any -> any > 0, power);
  }

  private static double exact(double drift, List<Look> looks) {
    var boundaries = looks.stream().mapToDouble(Look::z).toArray();
    return Crossing.twoSided(drift, Looks.dailyFractions(), boundaries).total();
  }
}
