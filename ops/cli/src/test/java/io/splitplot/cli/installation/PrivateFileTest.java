package io.splitplot.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are made once, and only their owner can read them. */
class PrivateFileTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void aSecretIsTheSameAfterARestartAndAnotherForAnotherName() {
    var home = new Home(directory.resolve("home"));
    var made = Secrets.of(home).get("a");

    assertThat(made).hasSize(64);
    assertThat(Secrets.of(home).get("a")).isEqualTo(made);
    assertThat(Secrets.of(home).get("b")).isNotEqualTo(made);
  }

  @Test
  void onlyItsOwnerCanReadTheFile() throws IOException {
    var home = new Home(directory);
    Secrets.of(home).get("a");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.secrets())))
        .isEqualTo("rw-------");
  }

  @Test
  void aHalfWrittenFileOfAKilledProcessIsReplaced() throws IOException {
    var home = new Home(directory);
    Files.writeString(directory.resolve("secrets.json.new"), "{\"a\":");

    assertThat(Secrets.of(home).get("a")).hasSize(64);
  }
}
