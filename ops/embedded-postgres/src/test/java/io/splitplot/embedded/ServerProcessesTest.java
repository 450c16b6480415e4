package io.splitplot.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  @Test
  void aKilledProcessIsEndingUntilItsParentHasSeenIt() throws IOException {
    // The shell becomes a program that never asks for its child, so the child stays a zombie. It
    // must
    // not end before that, for the shell might ask; so it lives until its input is closed.
    var parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 300").start();
    try (var output = parent.inputReader()) {
      var child = Long.parseLong(output.readLine());
      assertThat(ServerProcesses.await(() -> isSleep(parent.pid()), WAIT_MAX)).isTrue();
      parent.getOutputStream().close();
      assertThat(ServerProcesses.await(() -> ServerProcesses.isEnding(child), WAIT_MAX)).isTrue();

      parent.destroyForcibly();
      assertThat(ServerProcesses.await(() -> !ServerProcesses.isEnding(child), WAIT_MAX)).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static boolean isSleep(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).equals("sleep\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLivingProcessIsNotEnding() {
    assertThat(ServerProcesses.isEnding(ProcessHandle.current().pid())).isFalse();
  }
}
