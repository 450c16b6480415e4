package io.splitplot.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is used when it is whole and ours, and ignored when it is anything else. */
class StateFileTest {
  private static final byte[] CONTENTS = "first\nsecond\0third".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private StateFile file;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    file = file("plan.json", 1, "primary");
    path = directory.resolve("new/plan.json");
    file.write(CONTENTS);
  }

  @Test
  void whatWasWrittenIsReadByTheOwnerOnly() throws IOException {
    assertThat(file.read()).contains(CONTENTS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void itIsReplacedAndNothingElseStays() throws IOException {
    file.write(new byte[0]);

    assertThat(file.read()).hasValueSatisfying(contents -> assertThat(contents).isEmpty());
    try (var files = Files.list(path.getParent())) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void aMissingFileIsNoError() throws IOException {
    Files.delete(path);

    assertThat(file.read()).isEmpty();
  }

  @Test
  void oneOfAnotherPrimaryAnotherThingOrAnotherFormatIsIgnored() throws IOException {
    assertThat(file("plan.json", 1, "elsewhere").read()).isEmpty();
    assertThat(file("plan.json", 2, "primary").read()).isEmpty();
    Files.copy(path, directory.resolve("new/keys.json"));
    assertThat(file("keys.json", 1, "primary").read()).isEmpty();
  }

  @Test
  void oneThatWasCutOffAnywhereIsIgnored() throws IOException {
    var whole = Files.readAllBytes(path);
    for (var length = 0; length < whole.length; length += 5) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThat(file.read()).as("of %d bytes, %d", whole.length, length).isEmpty();
    }
  }

  @Test
  void oneWithAnyByteChangedIsIgnored() throws IOException {
    var whole = Files.readAllBytes(path);
    for (var place = 0; place < whole.length; place += 5) {
      var changed = whole.clone();
      changed[place] ^= 1;
      Files.write(path, changed);
      assertThat(file.read()).as("byte %d", place).isEmpty();
    }
  }

  @Test
  void whatIsNoFileIsIgnored() throws IOException {
    Files.delete(path);
    Files.createDirectory(path);

    assertThat(file.read()).isEmpty();
  }

  private StateFile file(String name, int format, String origin) {
    return new StateFile(directory.resolve("new"), name, format, origin);
  }
}
