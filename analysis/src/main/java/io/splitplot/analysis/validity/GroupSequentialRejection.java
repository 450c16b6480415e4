package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.Spending;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Group-sequential tests of equal arms, with looks that are even or come when they come. */
final class GroupSequentialRejection implements Goal {
  private static final int UNITS_A_LOOK = 1000;

  /** How many runs share the times that were drawn for them: boundaries are dear. */
  private static final int RUNS_A_SCHEDULE = 100;

  private static final Map<String, Spending> SPENDINGS = spendings();

  private static Map<String, Spending> spendings() {
    var spendings = new LinkedHashMap<String, Spending>();
    spendings.put("O'Brien-Fleming", Spending.obrienFleming());
    spendings.put("Pocock", Spending.pocock());
    spendings.put("power 3", Spending.power(3));
    return spendings;
  }

  private enum Times {
    EVEN,
    DRAWN;

    private Looks looks(Draws draws, int count) {
      return this == EVEN
          ? Looks.even(count, UNITS_A_LOOK)
          : Looks.drawn(draws, count, count * UNITS_A_LOOK);
    }

    private String words() {
      return this == EVEN ? "even looks" : "looks at drawn times";
    }
  }

  private record Setting(int looks, Times times) {
    private String column(String spending) {
      return "%s, %d %s".formatted(spending, looks, times.words());
    }
  }

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(5, Times.EVEN),
          new Setting(5, Times.DRAWN),
          new Setting(14, Times.EVEN),
          new Setting(14, Times.DRAWN));

  @Override
  public String key() {
    return "G5";
  }

  @Override
  public String title() {
    return "Group-sequential tests reject equal arms in 5 %, whenever one looks";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var outcomes = new Outcomes();
    for (var setting : SETTINGS) {
      outcomes = outcomes.withAll("", simulate(setting, block.runs(), draws, sql));
    }
    return outcomes;
  }

  private static Outcomes simulate(Setting setting, int runs, Draws draws, Sql sql)
      throws SQLException {
    var parts = new ArrayList<Outcomes>();
    for (var from = 0; from < runs; from += RUNS_A_SCHEDULE) {
      var looks = setting.times.looks(draws, setting.looks);
      var comparisons = looks.simulate(draws, 0, Math.min(RUNS_A_SCHEDULE, runs - from));
      var statistics = Welch.statistics(sql, comparisons);
      var outcomes = new Outcomes();
      for (var spending : SPENDINGS.entrySet()) {
        outcomes =
            outcomes.with(
                setting.column(spending.getKey()),
                rejected(spending.getValue(), looks, statistics));
      }
      parts.add(outcomes);
    }
    return Outcomes.joined(parts);
  }

  /** For each run 1 if a boundary is crossed at any look, else 0. */
  static double[] rejected(Spending spending, Looks looks, double[] statistics) {
    var boundaries = GroupSequential.twoSided(spending, ALPHA).looks(looks.fractions());
    var rejected = new double[statistics.length / looks.count()];
    for (var i = 0; i < statistics.length; i++) {
      if (boundaries.get(i % looks.count()).isCrossedBy(statistics[i])) {
        rejected[i / looks.count()] = 1;
      }
    }
    return rejected;
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var findings = new ArrayList<Finding>();
    for (var setting : SETTINGS) {
      for (var spending : SPENDINGS.keySet()) {
        var what = setting.column(spending);
        findings.add(Finding.rate(what, outcomes.count(what), ALPHA, outcomes.rows()));
      }
    }
    return findings;
  }
}
