package io.splitplot.cli.report;

import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot plan}: how many units an experiment needs, and how long they take to come. */
@Command(
    name = "plan",
    description =
        "Show how many units an experiment needs and how long they take to come, from the history of"
            + " its metrics and the traffic of its unit type.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  private final Session session;

  @Parameters(paramLabel = "EXPERIMENT")
  private String experiment = "";

  @Option(
      names = "--effect",
      description = "Relative difference to find, 0.02 is 2 %% (default: each metric's minimum)")
  private @Nullable BigDecimal effect;

  @Option(names = "--power", description = "Chance to find it, from 0.5 to 0.999 (default: 0.8)")
  private @Nullable BigDecimal power;

  @Option(names = "--metric", description = "Only this metric")
  private @Nullable String metric;

  @Option(
      names = "--baseline-mean",
      description = "Mean of a unit's value, instead of history; with --baseline-sd")
  private @Nullable BigDecimal baselineMean;

  @Option(names = "--baseline-sd", description = "Standard deviation of a unit's value")
  private @Nullable BigDecimal baselineDeviation;

  @Option(
      names = "--units-per-day",
      description = "New units of the unit type a day, instead of those of the last 28 days")
  private @Nullable BigDecimal unitsPerDay;

  @Option(names = "--json", description = "Print the plan as JSON.")
  private boolean isJson;

  public PlanCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var path = "/v1/experiments/" + ApiClient.segment(experiment) + "/plan" + query();
    var plan = RunningApi.as("analyst", session).get(path);
    session
        .out()
        .println(
            isJson ? plan.toPrettyString() : PlanText.render(plan, WIDTH, Session.isTerminal()));
    return 0;
  }

  private String query() {
    var asked = new LinkedHashMap<String, String>();
    put(asked, "effect", effect);
    put(asked, "power", power);
    if (metric != null) {
      asked.put("metric", metric);
    }
    put(asked, "baseline_mean", baselineMean);
    put(asked, "baseline_sd", baselineDeviation);
    put(asked, "units_per_day", unitsPerDay);
    return asked.isEmpty()
        ? ""
        : asked.entrySet().stream()
            .map(it -> it.getKey() + "=" + ApiClient.segment(it.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static void put(Map<String, String> query, String name, @Nullable BigDecimal number) {
    if (number != null) {
      query.put(name, number.toPlainString());
    }
  }
}
