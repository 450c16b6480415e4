package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.analysis.sequential.PlannedLooks;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Database;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.json.Texts;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** {@code /v1/experiments/{key}/plan}: how many units it needs, and how long they take to come. */
public final class PlanningService {
  private static final String TEST =
      """
      select report.planned_test(
        report.find_experiment(?), 'primary', (report.plan_options(?::jsonb) ->> 'power')::float8,
        null)
      """;
  private static final String PLAN = "select report.plan(?, ?::jsonb)";
  private static final List<String> NUMBERS =
      List.of("effect", "power", "baseline_mean", "baseline_sd", "units_per_day");

  /** As many digits as any of them can need; the warehouse knows the bounds. */
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

  private static final int METRIC_BYTES_MAX = 128;

  private final Database warehouse;

  public PlanningService(Database warehouse) {
    this.warehouse = warehouse;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.PLAN_EXPERIMENT, this::plan);
  }

  private void plan(Call call) {
    var key = call.key("unknown_experiment");
    var options = options(call);
    call.answer(warehouse.read(connection -> plan(connection, key, options)));
  }

  private static ObjectNode options(Call call) {
    var options = Json.object();
    for (var name : NUMBERS) {
      call.query(name).ifPresent(text -> options.put(name, number(text, name)));
    }
    call.query("metric")
        .ifPresent(text -> options.put("metric", Texts.of(text, "metric", METRIC_BYTES_MAX)));
    return options;
  }

  private static BigDecimal number(String text, String name) {
    if (!NUMBER.matcher(text).matches()) {
      throw Fields.refuse("wrong_type", name, "this must be a number such as 0.02");
    }
    return new BigDecimal(text);
  }

  private static JsonNode plan(Connection connection, String key, ObjectNode options)
      throws SQLException {
    var test = ask(connection, TEST, key, options);
    if ("group_sequential".equals(test.path("method").textValue())) {
      options.put("inflation", inflation(test));
    }
    return ask(connection, PLAN, key, options);
  }

  private static double inflation(JsonNode test) {
    return PlannedLooks.inflation(
        SequentialAnalysis.spending(test),
        test.path("alpha").doubleValue(),
        test.path("looks").intValue(),
        test.path("power").doubleValue());
  }

  private static JsonNode ask(Connection connection, String query, String key, JsonNode options)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, key);
      statement.setString(2, Json.write(options));
      try (var row = statement.executeQuery()) {
        row.next();
        return Json.parse(row.getString(1));
      }
    }
  }
}
