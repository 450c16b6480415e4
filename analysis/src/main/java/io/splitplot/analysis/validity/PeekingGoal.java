package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.Crossing;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Daily looks at usual p-values reject far too often, and the simulation notices. */
final class PeekingGoal implements Goal {
  private static final Mixture MIXTURE = new Mixture(5000);

  @Override
  public String name() {
    return "G13";
  }

  @Override
  public String claim() {
    return "Usual p-values may not be looked at every day";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var daily = Looks.Schedule.daily();
    var crossed =
        Looks.simulate(
            trial,
            trial.sampler("G13"),
            0,
            List.of(),
            _ -> daily,
            """
            select
              coalesce(min(look) filter (
                where stats.normal_two_sided_p(difference / standard_error) < 0.05), 'Infinity'),
              coalesce(min(look) filter (where w.p_value <= 0.05), 'Infinity')
            from sample s
            %s
            group by run
            """
                .formatted(MIXTURE.sql()));
    var exact = computed();
    var naive = crossed[0];
    var asComputed = "14 daily looks, as computed (%.4f)".formatted(exact.total());
    return Findings.of(
            Check.rate(asComputed, naive, Double::isFinite, exact.total()),
            Check.rate("14 daily looks, against alpha", naive, Double::isFinite, 0.05).asControl())
        .with(plot(crossed, exact));
  }

  /** The exact chances of what is simulated. */
  static Crossing computed() {
    var boundaries = new double[Looks.DAYS];
    Arrays.fill(boundaries, Normal.upperQuantile(0.025));
    return Crossing.twoSided(0, Looks.dailyFractions(), boundaries);
  }

  private static Plot plot(double[][] crossed, Crossing exact) {
    var looks = IntStream.rangeClosed(1, Looks.DAYS).mapToObj(look -> (double) look).toList();
    return new Plot(
        "Rejected without an effect, by the number of looks",
        "looks",
        List.of(
            line("usual p-values", Plot.Kind.WRONG, looks, crossed[0]),
            new Plot.Line("computed", Plot.Kind.EXPECTED, looks, cumulative(exact)),
            line("always-valid p-values", Plot.Kind.MEASURED, looks, crossed[1])));
  }

  private static Plot.Line line(String name, Plot.Kind kind, List<Double> looks, double[] crossed) {
    var parts = looks.stream().map(look -> part(crossed, look)).toList();
    return new Plot.Line(name, kind, looks, parts);
  }

  private static double part(double[] crossed, double look) {
    return (double) Arrays.stream(crossed).filter(first -> first <= look).count() / crossed.length;
  }

  private static List<Double> cumulative(Crossing exact) {
    return IntStream.rangeClosed(1, Looks.DAYS)
        .mapToObj(look ->
            IntStream.range(0, look)
                .mapToDouble(i -> exact.above().get(i) + exact.below().get(i))
                .sum())
        .toList();
  }
}
