package io.splitplot.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.cli.config.SettingsReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys that anybody on the way could read are worth a warning. */
class PlainHttpTest {
  @Test
  void onlyThisMachineOrTlsNeedsNone() {
    assertThat(isWarned(Map.of())).isFalse();
    assertThat(isWarned(Map.of("SPLITPLOT_HOST", "::1"))).isFalse();
    assertThat(isWarned(Map.of("SPLITPLOT_HOST", "0.0.0.0"))).isTrue();
    assertThat(isWarned(Map.of("SPLITPLOT_HOST", "::"))).isTrue();
    assertThat(isWarned(Map.of("SPLITPLOT_HOST", "192.0.2.1"))).isTrue();
    assertThat(
            isWarned(
                Map.of(
                    "SPLITPLOT_HOST", "0.0.0.0",
                    "SPLITPLOT_TLS_CERTIFICATE", "server.crt",
                    "SPLITPLOT_TLS_KEY", "server.key")))
        .isFalse();
  }

  private static boolean isWarned(Map<String, String> environment) {
    return PlainHttp.warning(new SettingsReader(Path.of(""), environment).read()).isPresent();
  }
}
