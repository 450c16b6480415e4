package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.Spending;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Group-sequential tests spend alpha, all of it and no more, whenever the looks are. */
final class GroupSequentialGoal implements Goal {
  private static final int UNITS = Looks.DAYS * Looks.UNITS_A_DAY;
  private static final int UNITS_BETWEEN_LOOKS_MIN = 100;

  /** How many plans there are with looks at random times; each run takes one of them. */
  private static final int PLANS = 10;

  private static final List<String> NAMES = List.of("obrien_fleming", "pocock", "power_3");
  private static final List<Spending> SPENDING =
      List.of(Spending.obrienFleming(), Spending.pocock(), Spending.power(3));

  @Override
  public String name() {
    return "G5";
  }

  @Override
  public String claim() {
    return "Group-sequential tests spend alpha and no more, whenever they look";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var checks = new ArrayList<Check>();
    for (var looks : List.of(5, Looks.DAYS)) {
      var regular = schedule(regular(looks));
      checks.addAll(checks(trial, "%d regular looks".formatted(looks), _ -> regular));
      var random = random(trial.sampler("G5 plans " + looks), looks);
      checks.addAll(
          checks(trial, "%d looks at random".formatted(looks), run -> random.get(run % PLANS)));
    }
    return new Findings(checks, List.of());
  }

  private static List<Check> checks(Trial trial, String when, IntFunction<Looks.Schedule> schedules)
      throws SQLException {
    var crossed =
        Looks.simulate(
            trial,
            trial.sampler("G5 " + when),
            0,
            NAMES,
            schedules,
            """
            select
              bool_or(z > obrien_fleming)::int, bool_or(z > pocock)::int, bool_or(z > power_3)::int
            from (select *, abs(difference / standard_error) as z from sample) s
            group by run
            """);
    return IntStream.range(0, NAMES.size())
        .mapToObj(i ->
            Check.rate(
                NAMES.get(i).replace('_', ' ') + ", " + when, crossed[i], any -> any > 0, 0.05))
        .toList();
  }

  private static int[] regular(int looks) {
    return IntStream.rangeClosed(1, looks).map(look -> UNITS * look / looks).toArray();
  }

  private static List<Looks.Schedule> random(Sampler sampler, int looks) {
    return IntStream.range(0, PLANS).mapToObj(_ -> schedule(random(looks, sampler))).toList();
  }

  /** Looks at times that are spread evenly, but for a least distance. */
  private static int[] random(int looks, Sampler sampler) {
    var free = UNITS - looks * UNITS_BETWEEN_LOOKS_MIN;
    var units = IntStream.range(0, looks).map(_ -> (int) (free * sampler.uniform())).toArray();
    units[looks - 1] = free;
    Arrays.sort(units);
    for (var i = 0; i < looks; i++) {
      units[i] += (i + 1) * UNITS_BETWEEN_LOOKS_MIN;
    }
    return units;
  }

  private static Looks.Schedule schedule(int... units) {
    var fractions = Arrays.stream(units).mapToDouble(n -> (double) n / UNITS).toArray();
    var boundaries =
        SPENDING.stream()
            .map(spending -> GroupSequential.twoSided(spending, 0.05).looks(fractions))
            .toList();
    var more = new ArrayList<Integer>();
    var rows = new ArrayList<double[]>();
    for (var i = 0; i < units.length; i++) {
      var look = i;
      more.add(units[i] - (i == 0 ? 0 : units[i - 1]));
      rows.add(boundaries.stream().mapToDouble(looks -> looks.get(look).z()).toArray());
    }
    return new Looks.Schedule(more, rows);
  }
}
