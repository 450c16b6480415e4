package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot segment …}: conditions that are saved under a name. */
@Command(
    name = "segment",
    description = "List, show, create and change segments.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class SegmentCommand {
  private final ApiCollection segments;

  public SegmentCommand(Session session) {
    this.segments = new ApiCollection(session, "/v1/segments", "segments");
  }

  @Command(name = "list", description = "List all segments.", mixinStandardHelpOptions = true)
  int list() {
    return segments.list("key", "version", "since", "condition");
  }

  @Command(
      name = "show",
      description = "Show a segment, and the experiments in force that use it, as JSON.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "SEGMENT") String key) {
    return segments.show(key);
  }

  @Command(
      name = "create",
      description = "Save a condition; targeting uses it as {\"$segment\": \"SEGMENT\"}.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(index = "0", paramLabel = "SEGMENT") String key,
      @Parameters(index = "1", paramLabel = "CONDITION", description = "JSON") String condition) {
    return segments.create(
        ApiCollection.object().put("key", key).set("condition", ApiCollection.json(condition)));
  }

  @Command(
      name = "change",
      description = "Give it another condition; phases in force keep the former one.",
      mixinStandardHelpOptions = true)
  int change(
      @Parameters(index = "0", paramLabel = "SEGMENT") String key,
      @Parameters(index = "1", paramLabel = "CONDITION", description = "JSON") String condition,
      @Option(names = "--if-version", description = "Only when it still has this version")
          @Nullable Integer version) {
    return segments.replace(
        key, ApiCollection.object().set("condition", ApiCollection.json(condition)), version);
  }
}
