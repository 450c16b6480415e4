package io.splitplot.cli.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every change of an experiment has. */
final class Why {
  @Option(names = "--reason", description = "Why, for the audit log.")
  private @Nullable String reason;

  @Option(
      names = "--if-version",
      description = "The version that was read; fails when the experiment has changed since.")
  private @Nullable Integer version;

  /** The body with the reason, when there is one. */
  ObjectNode in(ObjectNode body) {
    return reason == null ? body : body.put("reason", reason);
  }

  @Nullable Integer version() {
    return version;
  }
}
