package io.splitplot.cli.assign;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot assign}: recomputes in SQL what a unit gets, or got at an instant. */
@Command(
    name = "assign",
    description = "Show what a unit gets from each experiment, now or at an instant of the past.",
    mixinStandardHelpOptions = true)
public final class AssignCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "UNIT_TYPE", description = "user, session, device, …")
  private String unitType = "";

  @Parameters(index = "1", paramLabel = "UNIT_ID")
  private String unitId = "";

  @Option(names = "--attributes", description = "A JSON object, for targeting (default: {})")
  private String attributes = "{}";

  @Option(names = "--as-of", description = "RFC 3339 time (default: now)")
  private @Nullable String asOf;

  @Option(names = "--session", description = "The visitor's session, if there is one")
  private @Nullable String sessionId;

  @Option(names = "--experiment", description = "Only this one; with --explain")
  private @Nullable String experiment;

  @Option(
      names = "--explain",
      description = "Show each step: the salt, the unit's bucket, the ranges and the answer.")
  private boolean explains;

  public AssignCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var login = Login.ofUrl(Endpoints.read(new Home(session.settings().home())).primary());
    try (var connection = login.dataSource().getConnection()) {
      if (explains) {
        explain(connection);
      } else {
        assign(connection);
      }
      return 0;
    } catch (SQLException e) {
      throw refusal(e);
    }
  }

  private void assign(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select experiment, coalesce(variant, '-'), coalesce(phase::text, '-'), reason,
                   coalesce(parameters::text, '-')
            from splitplot.assign(?, ?, ?::jsonb, coalesce(?, now()), ?)
            """)) {
      statement.setString(1, unitType);
      statement.setString(2, unitId);
      statement.setString(3, attributes);
      statement.setObject(4, instant());
      statement.setString(5, sessionId);
      try (var rows = statement.executeQuery()) {
        print("experiment", "variant", "phase", "reason", "parameters");
        while (rows.next()) {
          print(
              rows.getString(1),
              rows.getString(2),
              rows.getString(3),
              rows.getString(4),
              rows.getString(5));
        }
      }
    }
  }

  /** A heading for each experiment, its steps below, and what follows from them at the end. */
  private void explain(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select experiment_key, step, question, salt, bucket, ranges,
                   coalesce(answer, 'nothing') as answer, reason
            from splitplot.assign_explain(?, ?, ?::jsonb, coalesce(?, now()), ?, ?)
            """)) {
      statement.setString(1, unitType);
      statement.setString(2, unitId);
      statement.setString(3, attributes);
      statement.setObject(4, instant());
      statement.setString(5, experiment);
      statement.setString(6, sessionId);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getInt("step") == 1) {
            session.out().printf("%n%s%n", rows.getString("experiment_key"));
          }
          printStep(rows);
        }
      }
    }
  }

  private void printStep(ResultSet row) throws SQLException {
    var answer = row.getString("answer");
    var reason = row.getString("reason");
    if (reason != null) {
      session.out().printf("  => %s (%s)%n", answer, reason);
      return;
    }
    session.out().printf("  %2d %s %s%n", row.getInt("step"), row.getString("question"), answer);
    var salt = row.getString("salt");
    if (salt != null) {
      session.out().printf("     bucket %d by salt %s%n", row.getInt("bucket"), salt);
    }
    var ranges = row.getString("ranges");
    if (ranges != null) {
      session.out().printf("     %s%s%n", salt == null ? "" : "ranges ", ranges);
    }
  }

  private @Nullable OffsetDateTime instant() {
    try {
      return asOf == null ? null : OffsetDateTime.parse(asOf);
    } catch (DateTimeParseException e) {
      throw CliException.usage(
          "SP-ASSIGN-001: --as-of is %s; a time looks like 2026-11-24T12:00:00Z".formatted(asOf));
    }
  }

  private static CliException refusal(SQLException e) {
    var text = "SP-ASSIGN-002: " + e.getMessage();
    var isTheUsers = e.getSQLState() != null && e.getSQLState().matches("SP4..|22...");
    return isTheUsers ? CliException.usage(text) : CliException.failed(text, e);
  }

  private void print(String... columns) {
    session.out().printf("%-32s %-20s %-6s %-16s %s%n", (Object[]) columns);
  }
}
