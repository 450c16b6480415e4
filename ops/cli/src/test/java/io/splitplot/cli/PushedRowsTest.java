package io.splitplot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.cli.config.SettingsReader;
import io.splitplot.cli.installation.Installation;
import io.splitplot.cli.installation.Installation.Keys;
import io.splitplot.cli.installation.Installation.PortChoice;
import io.splitplot.cli.installation.Login;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that another system pushes, from the request to the warehouse. */
class PushedRowsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("SPLITPLOT_PORT", "0");
  private static final String ROWS = "{\"n\": 1}\n{\"n\": 2}\n";

  @TempDir private Path root = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void whatWasTakenBeforeEverythingDiedIsLoadedOnce() throws Exception {
    var yaml =
        Files.writeString(
            root.resolve("line.yaml"),
            """
            line: pushed
            source: {push: ndjson}
            target: {table: pushed, mode: insert}
            columns: {n: bigint}
            """);
    try (var installation = start()) {
      assertThat(push(installation).path("code").asText()).isEqualTo("unknown_line");
      assertThat(command("load", yaml.toString())).isZero();
      var taken = push(installation);
      assertThat(taken.path("receipt").asText()).hasSize(32);
      assertThat(taken.path("duplicate").asBoolean()).isFalse();
    }
    try (var installation = start()) {
      assertThat(push(installation).path("duplicate").asBoolean()).isTrue();
      assertThat(command("load", yaml.toString())).isZero();
      assertThat(push(installation).path("duplicate").asBoolean()).isTrue();
      assertThat(command("load", yaml.toString())).isZero();

      var warehouse = Login.ofUrl(installation.endpoints().warehouse());
      try (var connection = warehouse.dataSource().getConnection();
          var row =
              connection
                  .createStatement()
                  .executeQuery("select count(*), sum(n) from external.pushed")) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(2);
        assertThat(row.getLong(2)).isEqualTo(3);
      }
    }
  }

  private Installation start() {
    var out = stream(new ByteArrayOutputStream());
    var settings = new SettingsReader(root, ENVIRONMENT).read();
    var session = new Session(settings, root, ENVIRONMENT, out, out);
    return Installation.start(
        session.settings(),
        Keys.ONE_A_ROLE,
        PortChoice.AS_CONFIGURED,
        new Steps(session, Shutdown.NEVER));
  }

  private JsonNode push(Installation installation) throws IOException, InterruptedException {
    var endpoints = installation.endpoints();
    var key = Objects.requireNonNull(endpoints.keys().get("loader"));
    var request =
        HttpRequest.newBuilder(endpoints.api().resolve("/v1/lines/pushed/rows"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(ROWS))
            .build();
    return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  private int command(String... arguments) {
    var out = stream(new ByteArrayOutputStream());
    return Main.run(arguments, root, ENVIRONMENT, out, out);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }
}
