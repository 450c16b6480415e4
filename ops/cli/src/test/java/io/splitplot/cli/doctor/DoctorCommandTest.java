package io.splitplot.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.config.Settings;
import io.splitplot.cli.config.SettingsReader;
import io.splitplot.cli.installation.Installation;
import io.splitplot.cli.installation.Installation.Keys;
import io.splitplot.cli.installation.Installation.PortChoice;
import io.splitplot.cli.installation.Login;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The doctor in homes as they are: empty, running, with parts that died. */
class DoctorCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path root = Path.of("");
  private String shown = "";

  @Test
  void whereNothingEverRanItSaysHowToBegin() {
    assertThat(doctor()).isEqualTo(1);

    assertThat(shown)
        .startsWith("broken  ")
        .contains("nothing runs in", "→ ./splitplot demo")
        .doesNotContain("\033");
  }

  @Test
  void whatDiedAndLeftItsAddressesBehindIsBroken() throws IOException {
    leaveBehind("{\"api\":\"http://127.0.0.1:9\",\"primary\":\"jdbc:postgresql://127.0.0.1:9/x");

    assertThat(doctor()).isEqualTo(1);
    assertThat(shown).contains("endpoints.json cannot be read");
  }

  @Test
  void theJsonHasEveryCheckAndTheWorstFirst() throws IOException {
    assertThat(doctor("--json")).isEqualTo(1);

    var document = JSON.readTree(shown);
    assertThat(document.path("verdict").textValue()).isEqualTo("broken");
    assertThat(document.at("/worst/0/check").textValue()).isEqualTo("running");
    assertThat(document.at("/worst/0/command").textValue()).isEqualTo("./splitplot demo");
    assertThat(document.path("checks").findValuesAsText("check")).contains("spool", "slots");
    assertThat(document.path("checks"))
        .allSatisfy(it ->
            assertThat(it.path("status").textValue())
                .isIn("healthy", "unknown", "degraded", "broken"));
  }

  @Test
  void aRunningInstallationIsJudgedByWhatItsPartsSay() throws IOException, SQLException {
    var session = session(new ByteArrayOutputStream());
    try (var installation =
        Installation.start(
            session.settings(),
            Keys.NONE,
            PortChoice.AS_CONFIGURED,
            new Steps(session, Shutdown.NEVER))) {
      assertThat(status("keys")).isEqualTo("degraded");
      var primary = Login.ofUrl(installation.endpoints().primary());
      try (var connection = primary.dataSource().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            """
            insert into splitplot.api_key (name, role, key_hash, expires_at, superseded_at)
            values
              ('a', 'admin', sha256('replaced'), now() + interval '1 day', now()),
              ('a', 'admin', sha256('a'), null, null)
            """);
      }
      awaitFeed();
      assertThat(doctor("--all")).as(shown).isIn(0, 3);
      assertThat(shown)
          .contains("✓ keys", "✓ api", "✓ plan", "✓ primary", "✓ partitions", "✓ slots")
          .contains("✓ feed", "✓ rollups", "✓ primary schema", "✓ clocks", "✓ permissions");
      assertThat(shown).doesNotContain(primary.password());

      stopPrimary(session.settings());

      assertThat(status("primary")).isEqualTo("degraded");
      assertThat(status("keys")).isEqualTo("unknown");
      assertThat(status("api")).isEqualTo("healthy");
    }
    assertThat(status("running")).isEqualTo("broken");
  }

  /** A start doesn't wait until the first copies of all tables are made. */
  private void awaitFeed() throws IOException {
    var limit = Instant.now().plus(Duration.ofMinutes(1));
    while (!status("feed").equals("healthy")) {
      assertThat(Instant.now()).as(shown).isBefore(limit);
    }
  }

  /** As a crash would, but for the data. */
  private static void stopPrimary(Settings settings) throws IOException {
    var pid = Files.readAllLines(settings.home().resolve("primary/postmaster.pid")).getFirst();
    ProcessHandle.of(Long.parseLong(pid.strip()))
        .ifPresent(server -> {
          server.destroyForcibly();
          server.onExit().join();
        });
  }

  private void leaveBehind(String endpoints) throws IOException {
    var home = Files.createDirectory(root.resolve(".splitplot"));
    Files.writeString(home.resolve("endpoints.json"), endpoints);
  }

  private String status(String check) throws IOException {
    doctor("--json");
    for (JsonNode it : JSON.readTree(shown).path("checks")) {
      if (it.path("check").textValue().equals(check)) {
        return it.path("status").textValue();
      }
    }
    throw new AssertionError("no check " + check);
  }

  private int doctor(String... options) {
    var out = new ByteArrayOutputStream();
    var exitCode = new CommandLine(new DoctorCommand(session(out))).execute(options);
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
