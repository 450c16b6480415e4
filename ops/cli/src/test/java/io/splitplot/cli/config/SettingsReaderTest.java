package io.splitplot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
