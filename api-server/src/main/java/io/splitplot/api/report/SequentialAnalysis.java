package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.Spending;
import io.splitplot.analysis.sequential.Stagewise;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The analyses of a group-sequential experiment: when one is due, the boundaries are computed here
 * and stored in the warehouse, which compares.
 */
final class SequentialAnalysis {
  private static final String BEGIN = "select report.begin_analysis(?)";
  private static final String RECORD = "select report.record_analysis(?, ?, ?::jsonb)";

  /** Where nothing can be spent yet no z is enough; what is stored has to be a number. */
  private static final double BOUNDARY_MAX = 1000;

  private SequentialAnalysis() {}

  /** Makes the analysis that is due; without one nothing is done. Needs a transaction. */
  static void makeDue(Connection connection, String experiment) throws SQLException {
    var due = begin(connection, experiment);
    if (due != null) {
      record(connection, experiment, due.path("batch_id").longValue(), results(due));
    }
  }

  private static @Nullable JsonNode begin(Connection connection, String experiment)
      throws SQLException {
    try (var statement = connection.prepareStatement(BEGIN)) {
      statement.setString(1, experiment);
      try (var row = statement.executeQuery()) {
        row.next();
        var due = row.getString(1);
        return due == null ? null : Json.parse(due);
      }
    }
  }

  private static void record(
      Connection connection, String experiment, long batchId, JsonNode results)
      throws SQLException {
    try (var statement = connection.prepareStatement(RECORD)) {
      statement.setString(1, experiment);
      statement.setLong(2, batchId);
      statement.setString(3, Json.write(results));
      statement.execute();
    }
  }

  private static JsonNode results(JsonNode due) {
    var alpha = due.path("alpha").doubleValue();
    var test = GroupSequential.twoSided(spending(due), alpha);
    var results = Json.array();
    due.path("comparisons").forEach(comparison -> results.add(result(comparison, test, alpha)));
    return results;
  }

  /** The spending function of a document with {@code spending} and its {@code parameter}. */
  static Spending spending(JsonNode test) {
    var parameter = test.path("parameter").doubleValue();
    return switch (test.path("spending").textValue()) {
      case "pocock" -> Spending.pocock();
      case "power" -> Spending.power(parameter);
      case "hsd" -> Spending.hwangShihDeCani(parameter);
      default -> Spending.obrienFleming();
    };
  }

  private static ObjectNode result(JsonNode comparison, GroupSequential test, double alpha) {
    var looks = test.looks(fractions(comparison));
    var look = looks.getLast();
    var boundary = Math.min(look.z(), BOUNDARY_MAX);
    var difference = comparison.path("difference").doubleValue();
    var standardError = comparison.path("standard_error").doubleValue();
    var result = Json.object();
    result.set("metric_id", comparison.path("metric_id"));
    result.set("variant_id", comparison.path("variant_id"));
    result.put("boundary", boundary).put("alpha_spent", 2 * look.alphaSpent());
    var isCrossed = Math.abs(difference / standardError) >= boundary;
    if (isCrossed || comparison.path("is_final").booleanValue()) {
      var stopped = Stagewise.twoSided(looks, difference, standardError, 1 - alpha);
      return result
          .put("p_value", stopped.pValue())
          .put("estimate", stopped.estimate())
          .put("interval_low", stopped.interval().low())
          .put("interval_high", stopped.interval().high());
    }
    return result
        .put("interval_low", difference - boundary * standardError)
        .put("interval_high", difference + boundary * standardError);
  }

  private static double[] fractions(JsonNode comparison) {
    var earlier = StreamSupport.stream(comparison.path("earlier_information").spliterator(), false);
    return DoubleStream.concat(
            earlier.mapToDouble(JsonNode::doubleValue),
            DoubleStream.of(comparison.path("information").doubleValue()))
        .toArray();
  }
}
