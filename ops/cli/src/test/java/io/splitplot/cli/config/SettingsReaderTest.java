package io.splitplot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.api.access.RateLimit;
import io.splitplot.api.accesslog.AccessLogTarget;
import io.splitplot.api.tls.TlsFiles;
import io.splitplot.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings come from defaults, the file and variables, in that order. */
class SettingsReaderTest {
  @TempDir private Path root = Path.of("");

  @Test
  void withoutFileAndVariablesEverythingIsEmbeddedOnPort8080() {
    var settings = read(Map.of());

    assertThat(settings.apiPort()).isEqualTo(8080);
    assertThat(settings.apiPortIsChosen()).isFalse();
    assertThat(settings.primary()).isEmpty();
    assertThat(settings.home()).isEqualTo(root.resolve(".splitplot").toAbsolutePath());
  }

  @Test
  void aVariableWinsOverTheFile() throws IOException {
    write("api: {port: 9000}\nprimary: {url: 'jdbc:postgresql://db/x', user: u, password: p}\n");

    assertThat(read(Map.of()).apiPort()).isEqualTo(9000);
    var settings = read(Map.of("SPLITPLOT_PORT", "0", "SPLITPLOT_PRIMARY_USER", "other"));

    assertThat(settings.apiPort()).isZero();
    assertThat(settings.apiPortIsChosen()).isTrue();
    assertThat(settings.primary().orElseThrow())
        .isEqualTo(new Settings.ExternalDatabase("jdbc:postgresql://db/x", "other", "p"));
  }

  @Test
  void rampsAreLookedAtEveryFiveSecondsOrAsIsSaid() {
    assertThat(read(Map.of()).apiRampInterval()).hasSeconds(5);
    assertThat(read(Map.of("SPLITPLOT_RAMP_INTERVAL", "PT1M")).apiRampInterval()).hasMinutes(1);
    assertThatThrownBy(() -> read(Map.of("SPLITPLOT_RAMP_INTERVAL", "soon")))
        .hasMessageContaining("SP-CONFIG-004");
  }

  @Test
  void anUnknownSettingIsRefusedByName() throws IOException {
    write("api: {prot: 9000}\n");

    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("api.prot")
        .hasMessageContaining("api.port");
  }

  @Test
  void aFileThatIsNoYamlIsRefused() throws IOException {
    write("api: {port: [");

    assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("SP-CONFIG-001");
  }

  @Test
  void aFileWithSomethingElseThanSectionsIsRefused() throws IOException {
    write("api\n");

    assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("SP-CONFIG-001");
  }

  @Test
  void anEmptyFileSaysNothing() throws IOException {
    write("");

    assertThat(read(Map.of()).apiPort()).isEqualTo(8080);
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    for (var port : new String[] {"-1", "65536", "http", ""}) {
      assertThatThrownBy(() -> read(Map.of("SPLITPLOT_PORT", port)))
          .hasMessageContaining("SP-CONFIG-003");
    }
  }

  @Test
  void theApiProtectsItselfAsUsualUnlessSomethingElseIsSaid() {
    var usual = read(Map.of()).apiProtection();

    assertThat(usual.tls()).isEmpty();
    assertThat(usual.origins()).isEmpty();
    assertThat(usual.rateLimit()).isEmpty();
    assertThat(usual.accessLog())
        .isEqualTo(
            new AccessLogTarget.RotatingFile(
                root.toAbsolutePath().resolve(".splitplot/access.log"), 50_000_000, 5));
    var other =
        read(Map.of(
                "SPLITPLOT_TLS_CERTIFICATE", "server.crt",
                "SPLITPLOT_TLS_KEY", "/etc/server.key",
                "SPLITPLOT_RATE_LIMIT", "500",
                "SPLITPLOT_BAD_KEY_LIMIT", "2",
                "SPLITPLOT_CONNECTIONS_MAX", "7",
                "SPLITPLOT_REQUEST_MAX", "PT5S",
                "SPLITPLOT_ACCESS_LOG", "off"))
            .apiProtection();
    assertThat(other.tls())
        .contains(
            new TlsFiles(root.toAbsolutePath().resolve("server.crt"), Path.of("/etc/server.key")));
    assertThat(other.rateLimit()).contains(new RateLimit(500, 1000));
    assertThat(other.failures()).isEqualTo(new RateLimit(2, 40));
    assertThat(other.connectionsMax()).isEqualTo(7);
    assertThat(other.requestMax()).hasSeconds(5);
    assertThat(other.accessLog()).isEqualTo(new AccessLogTarget.Nowhere());
  }

  @Test
  void originsAreAListOrSeparatedByCommas() throws IOException {
    write("api: {cors_origins: ['https://shop.example', 'http://localhost:3000']}\n");

    assertThat(read(Map.of()).apiProtection().origins())
        .containsExactlyInAnyOrder("https://shop.example", "http://localhost:3000");
    assertThat(
            read(Map.of("SPLITPLOT_CORS_ORIGINS", "https://a.example, https://[::1]:8443"))
                .apiProtection()
                .origins())
        .containsExactlyInAnyOrder("https://a.example", "https://[::1]:8443");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CORS_ORIGINS | * | SP-CONFIG-007",
        "CORS_ORIGINS | https://shop.example/ | SP-CONFIG-007",
        "CORS_ORIGINS | https://shop.example:443 | SP-CONFIG-007",
        "CORS_ORIGINS | https://Shop.example | SP-CONFIG-007",
        "CORS_ORIGINS | null | SP-CONFIG-007",
        "TLS_KEY | server.key | SP-CONFIG-006",
        "TLS_CERTIFICATE | server.crt | SP-CONFIG-006",
        "RATE_LIMIT | -1 | SP-CONFIG-008",
        "RATE_LIMIT | 1000001 | SP-CONFIG-008",
        "BAD_KEY_LIMIT | 0 | SP-CONFIG-008",
        "CONNECTIONS_MAX | many | SP-CONFIG-008",
        "SILENCE_MAX | 30 | SP-CONFIG-009",
        "HEADERS_MAX | PT0S | SP-CONFIG-009",
        "REQUEST_MAX | P1D | SP-CONFIG-009",
        "ACCESS_LOG | /var/log/access.log | SP-CONFIG-010"
      })
  void whatMakesNoSenseIsRefusedByName(String variable, String text, String code) {
    assertThatThrownBy(() -> read(Map.of("SPLITPLOT_" + variable, text)))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(code)
        .hasMessageContaining("api." + variable.toLowerCase(Locale.ROOT));
  }

  @Test
  void settingsNeverShowAPassword() {
    var settings =
        read(Map.of("SPLITPLOT_PRIMARY_URL", "jdbc:x", "SPLITPLOT_PRIMARY_PASSWORD", "geheim"));

    assertThat(settings.toString()).doesNotContain("geheim");
    assertThat(settings.primary().orElseThrow().toString()).doesNotContain("geheim");
  }

  private Settings read(Map<String, String> environment) {
    return new SettingsReader(root, environment).read();
  }

  private void write(String yaml) throws IOException {
    Files.writeString(root.resolve("splitplot.yaml"), yaml);
  }
}
