package io.splitplot.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  @Test
  void aKilledProcessIsEndingUntilItsParentHasSeenIt() throws IOException {
    // The shell becomes a program that never asks for its child, so the child stays a zombie.
    var parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 300").start();
    try (var output = parent.inputReader()) {
      var child = Long.parseLong(output.readLine());
      assertThat(ServerProcesses.await(() -> ServerProcesses.isEnding(child), WAIT_MAX)).isTrue();

      parent.destroyForcibly();
      assertThat(ServerProcesses.await(() -> !ServerProcesses.isEnding(child), WAIT_MAX)).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void aLivingProcessIsNotEnding() {
    assertThat(ServerProcesses.isEnding(ProcessHandle.current().pid())).isFalse();
  }
}
