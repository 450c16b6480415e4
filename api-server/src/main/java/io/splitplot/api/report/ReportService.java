package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/experiments/{key}/report} and {@code /audit}: what came out, and who did what. */
public final class ReportService {
  /** What this feature asks the primary. */
  public static final Class<?> MAPPER = AuditMapper.class;

  private static final String SIGN = "select set_config('splitplot.actor', ?, true)";
  private static final String LOOKS =
      """
      select coalesce(json_agg(to_json(a)), '[]')
      from splitplot.experiment e
      cross join lateral report.audit(e.key, ?) a
      where e.key = ?
      """;
  private static final String DOCUMENT = "select report.document(?, ?)";
  private static final String SERIES = "select report.series_document(?, ?)";
  private static final String HOURS = "select report.hours_document(?, ?)";
  private static final List<String> INCLUDED = List.of("time_series", "hour_series");
  private static final String UNKNOWN = "unknown_experiment";

  /** A kind of document that a report is shown as. */
  private record Form(String mediaType, Function<JsonNode, String> writer) {
    boolean isPage() {
      return mediaType.equals("text/html");
    }
  }

  /** The first is for those who do not mind. */
  private static final List<Form> FORMS =
      List.of(
          new Form("application/json", Json::write),
          new Form("text/html", ReportPage::html),
          new Form("text/csv", ReportCsv::csv),
          new Form("text/markdown", ReportMarkdown::markdown));

  private final Database warehouse;
  private final Mappers mappers;

  public ReportService(Database warehouse, Mappers mappers) {
    this.warehouse = warehouse;
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.READ_REPORT, this::report).on(Endpoint.READ_AUDIT, this::audit);
  }

  private void report(Call call) {
    var key = call.key(UNKNOWN);
    // The plus of +00:00, pasted as it is into an address, comes in as a blank.
    var asOf =
        call.query("as_of")
            .map(text -> Fields.instant(text.replace(' ', '+'), "as_of"))
            .orElse(null);
    var form = call.accepted(FORMS, Form::mediaType);
    var included =
        call.query("include")
            .map(ReportService::included)
            .orElse(form.isPage() ? INCLUDED : List.of());
    var reader = call.caller().name();
    // One transaction, because reading the newest numbers is written down.
    var document =
        warehouse.transaction(connection -> {
          sign(connection, reader);
          if (asOf == null) {
            SequentialAnalysis.makeDue(connection, key);
          }
          var report = (ObjectNode) Json.parse(document(connection, DOCUMENT, key, asOf));
          // Of the very instant of the report, so that all are of the same data.
          var instant = OffsetDateTime.parse(report.path("as_of").textValue()).toInstant();
          for (var name : included) {
            var function = name.equals("time_series") ? SERIES : HOURS;
            report.set(name, Json.parse(document(connection, function, key, instant)));
          }
          return report;
        });
    call.answerText(200, form.mediaType(), form.writer().apply(document));
  }

  private void audit(Call call) {
    var key = call.key(UNKNOWN);
    var limit = Page.of(call).limit();
    var changes = mappers.read(AuditMapper.class, mapper -> mapper.changes(key, limit));
    var audit =
        Json.parse(
            changes.orElseThrow(() ->
                new ProblemException(Problem.of(404, UNKNOWN, "there is no experiment " + key))));
    var looks = warehouse.read(connection -> looks(connection, key, limit));
    call.answer(((ObjectNode) audit).set("looks", Json.parse(looks)));
  }

  /** None of an experiment that the warehouse does not know yet. */
  private static String looks(Connection connection, String key, int limit) throws SQLException {
    try (var statement = connection.prepareStatement(LOOKS)) {
      statement.setInt(1, limit);
      statement.setString(2, key);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Says who looks. */
  private static void sign(Connection connection, String reader) throws SQLException {
    try (var statement = connection.prepareStatement(SIGN)) {
      statement.setString(1, reader);
      statement.execute();
    }
  }

  private static List<String> included(String include) {
    var names = List.of(include.split(",", -1));
    if (INCLUDED.containsAll(names)) {
      return names;
    }
    throw Fields.refuse(
        "unknown_value", "include", "this must be time_series, hour_series, or both with a comma");
  }

  private static String document(
      Connection connection, String function, String key, @Nullable Instant asOf)
      throws SQLException {
    try (var statement = connection.prepareStatement(function)) {
      statement.setString(1, key);
      statement.setObject(2, asOf == null ? null : asOf.atOffset(ZoneOffset.UTC));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
