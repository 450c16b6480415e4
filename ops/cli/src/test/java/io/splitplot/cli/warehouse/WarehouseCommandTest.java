package io.splitplot.cli.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.config.SettingsReader;
import io.splitplot.cli.installation.Installation;
import io.splitplot.cli.installation.Installation.Keys;
import io.splitplot.cli.installation.Installation.PortChoice;
import io.splitplot.cli.installation.Login;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed of a running installation: healthy, stopped by a row, mended, halted. */
class WarehouseCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path root = Path.of("");
  private String shown = "";

  @Test
  void withoutAnInstallationNobodyCanBeAsked() {
    assertThat(warehouse("status")).isEqualTo(1);
  }

  @Test
  void aFeedThatStandsStillIsShownWithItsCureAndMended() throws Exception {
    var session = session(new ByteArrayOutputStream());
    try (var installation =
        Installation.start(
            session.settings(),
            Keys.NONE,
            PortChoice.AS_CONFIGURED,
            new Steps(session, Shutdown.NEVER))) {
      var primary = Login.ofUrl(installation.endpoints().primary());
      var warehouse = Login.ofUrl(installation.endpoints().warehouse());
      awaitExit(0);
      assertThat(shown).startsWith("healthy  the warehouse is ").contains("of 4.0 GiB are left");
      assertThat(json().path("lag_seconds").doubleValue()).isLessThan(10);
      assertThat(json().at("/slot/wal_status").textValue()).isEqualTo("reserved");
      assertThat(json().at("/watermark/waiting_facts").longValue()).isZero();
      assertThat(json().at("/views/refreshed_for_seconds").isNumber()).isTrue();
      assertThat(json().path("apply_error").isNull()).isTrue();
      assertThat(json().path("resume").isNull()).isTrue();
      assertThat(warehouse("resume", "--json")).as("there was no failover").isZero();
      assertThat(shown).contains("timeline 1", "{\"verdict\":\"nothing_to_do\"}");

      run(warehouse, "alter table fact.event add constraint nothing_is_bad check (name <> 'bad')");
      happen(primary, "bad");
      awaitShown("→ ./splitplot warehouse skip");
      assertThat(shown).startsWith("broken").contains("splitplot.event", "23514", "nothing_is_bad");
      assertThat(json().at("/apply_error/row/name").textValue()).isEqualTo("bad");
      assertThat(json().at("/apply_error/finish_lsn").textValue()).contains("/");

      assertThat(warehouse("skip")).as("nobody is there to be asked").isEqualTo(1);
      assertThat(warehouse("skip", "--yes")).isZero();
      assertThat(shown).startsWith("skipped; 0 facts were stored, 1 wait");
      awaitExit(3);
      assertThat(shown).contains("→ ./splitplot warehouse replay");
      assertThat(warehouse("replay")).isEqualTo(3);
      run(warehouse, "alter table fact.event drop constraint nothing_is_bad");
      assertThat(warehouse("replay")).isZero();
      awaitExit(0);

      assertThat(warehouse("reseed", "--yes")).isZero();
      awaitExit(0);
    }
    assertThat(warehouse("status")).isEqualTo(1);
  }

  private static void happen(Login primary, String name) throws SQLException {
    run(
        primary,
        """
        insert into splitplot.event (id, units, name, occurred_at, received_at)
        values (gen_random_uuid(), '{"user": "u"}', '%s', now(), now())
        """
            .formatted(name));
  }

  private static void run(Login login, String statement) throws SQLException {
    try (var connection = login.dataSource().getConnection();
        var running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  /** What the feed does takes a moment, and so does its heartbeat. */
  private void awaitExit(int exitCode) {
    var limit = Instant.now().plus(LIMIT);
    while (warehouse("status") != exitCode) {
      assertThat(Instant.now()).as(shown).isBefore(limit);
    }
  }

  private void awaitShown(String text) {
    var limit = Instant.now().plus(LIMIT);
    do {
      assertThat(Instant.now()).as(shown).isBefore(limit);
      warehouse("status");
    } while (!shown.contains(text));
  }

  private JsonNode json() throws IOException {
    warehouse("status", "--json");
    return JSON.readTree(shown);
  }

  private int warehouse(String... arguments) {
    var out = new ByteArrayOutputStream();
    var exitCode = WarehouseCommand.of(session(out)).execute(arguments);
    shown = out.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  private Session session(ByteArrayOutputStream out) {
    var environment = Map.of("SPLITPLOT_PORT", "0");
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Session(
        new SettingsReader(root, environment).read(), root, environment, stream, stream);
  }
}
