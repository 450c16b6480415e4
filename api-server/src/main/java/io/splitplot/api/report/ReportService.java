package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/experiments/{key}/report} and {@code /audit}: what came out, and who did what. */
public final class ReportService {
  /** What this feature asks the primary. */
  public static final Class<?> MAPPER = AuditMapper.class;

  private static final String DOCUMENT = "select report.document(?, ?)";
  private static final String UNKNOWN = "unknown_experiment";

  /** A kind of document that a report is shown as. */
  private record Form(String mediaType, Function<JsonNode, String> writer) {}

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
    var asOf = call.query("as_of").map(text -> Fields.instant(text, "as_of")).orElse(null);
    var form = call.accepted(FORMS, Form::mediaType);
    var document = Json.parse(warehouse.read(connection -> document(connection, key, asOf)));
    call.answerText(200, form.mediaType(), form.writer().apply(document));
  }

  private void audit(Call call) {
    var key = call.key(UNKNOWN);
    var limit = Page.of(call).limit();
    var changes = mappers.read(AuditMapper.class, mapper -> mapper.changes(key, limit));
    call.answer(
        Json.parse(
            changes.orElseThrow(() ->
                new ProblemException(Problem.of(404, UNKNOWN, "there is no experiment " + key)))));
  }

  private static String document(Connection connection, String key, @Nullable Instant asOf)
      throws SQLException {
    try (var statement = connection.prepareStatement(DOCUMENT)) {
      statement.setString(1, key);
      statement.setObject(2, asOf == null ? null : asOf.atOffset(ZoneOffset.UTC));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
