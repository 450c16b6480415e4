package io.splitplot.cli.demo;

import io.splitplot.cli.CliException;

/** Turns an interrupt, which nobody here sends, into an error. */
final class Waiting {
  private Waiting() {}

  interface Wait {
    void run() throws InterruptedException;
  }

  static void on(Wait wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-DEMO-001: interrupted while waiting", e);
    }
  }
}
