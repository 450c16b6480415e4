package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.OperatingSystemMXBean;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.WarehouseAdmin;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse tune}: the warehouse's server as a profile wants it. */
@Command(
    name = "tune",
    description = {
      "Set the warehouse's server for large reads beside a feed, and limit its analysts, as"
          + " ops/config/warehouse.conf says. Needs a superuser there.",
      ""
    },
    footer = {
      "",
      "Taken back is what was set with: alter system reset NAME; alter role NAME in database NAME reset all."
    },
    mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
  private static final long GIGABYTE = 1L << 30;

  private final Session session;

  @Option(names = "--dry-run", description = "Only say what would be set, and why.")
  private boolean dryRun;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Another one than ops/config/warehouse.conf.")
  private @Nullable Path file;

  @Option(
      names = "--memory",
      paramLabel = "GB",
      description = "Memory of the server's machine (default: this machine's).")
  private @Nullable Integer gigabytes;

  @Option(names = "--json", description = "For programs; a stable shape.")
  private boolean json;

  TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var profile = Profile.read(profileFile(), memoryBytes());
    try (var warehouse = WarehouseAdmin.of(session.settings()).dataSource().getConnection()) {
      var tuning = new Tuning(warehouse, profile);
      var plan = tuning.plan();
      if (!dryRun) {
        tuning.apply(plan);
      }
      tell(plan);
      return 0;
    } catch (SQLException e) {
      throw CliException.failed(
          "SP-TUNE-004: the warehouse refused: %s. What was set before that stays; a superuser is needed, or the"
                  .formatted(e.getMessage())
              + " commands that --dry-run prints, run by one",
          e);
    }
  }

  private Path profileFile() {
    return Optional.ofNullable(file)
        .orElseGet(() -> session.root().resolve(Path.of("ops", "config", "warehouse.conf")));
  }

  private long memoryBytes() {
    return gigabytes == null
        ? ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        : gigabytes * GIGABYTE;
  }

  private void tell(List<Tuning.Change> plan) {
    if (json) {
      session.out().println(json(plan).toPrettyString());
      return;
    }
    plan.forEach(this::tell);
    session.out().println(summary(plan));
  }

  private void tell(Tuning.Change change) {
    session
        .out()
        .printf(
            "%s: %s from %s to %s%s%n    %s%n    %s%n",
            change.object(),
            change.entry().name(),
            change.from(),
            change.entry().value(),
            change.needsRestart() ? ", from the next restart on" : "",
            change.entry().reason(),
            change
                .command()
                .map(command -> command + ";")
                .orElse("is set, and waits for the restart"));
  }

  private String summary(List<Tuning.Change> plan) {
    if (plan.isEmpty()) {
      return "the warehouse is as the profile wants it";
    }
    var toSet = plan.stream().filter(change -> change.command().isPresent()).count();
    var restart = plan.stream().filter(Tuning.Change::needsRestart).count();
    return "%d %s%s"
        .formatted(
            toSet,
            dryRun ? "to be set; nothing was changed" : "set",
            restart == 0
                ? ""
                : "; the server has to be restarted for %d of the above".formatted(restart));
  }

  private JsonNode json(List<Tuning.Change> plan) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("applied", !dryRun);
    told.put("needs_restart", plan.stream().anyMatch(Tuning.Change::needsRestart));
    var changes = told.putArray("changes");
    for (var change : plan) {
      changes
          .addObject()
          .put("object", change.object())
          .put("name", change.entry().name())
          .put("from", change.from())
          .put("to", change.entry().value())
          .put("needs_restart", change.needsRestart())
          .put("command", change.command().orElse(null))
          .put("reason", change.entry().reason());
    }
    return told;
  }
}
