package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse retention}: for how long are facts kept, and what holds them back? */
@Command(
    name = "retention",
    description = {
      "Say for how long the warehouse keeps facts, which days are to go and who holds days back; and change that.",
      "Days go by and by while splitplot serve runs. A day that a running experiment needs stays. Reports of"
          + " experiments that are over stay as they are when their facts go, but can no longer be asked of the past.",
      ""
    },
    footer = {"", "Exit codes: 0 told, or changed; 1 failed; 2 bad usage."},
    mixinStandardHelpOptions = true)
final class RetentionCommand implements Callable<Integer> {
  private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");
  private static final String FOREVER = "forever";
  private static final double MEBIBYTE = 1 << 20;

  private final Session session;

  @Option(
      names = "--facts-kept",
      paramLabel = "DAYS",
      description = "For how long facts are kept from now on: so many days, as 90d; or forever.")
  private @Nullable String factsKept;

  @Option(names = "--dry-run", description = "Only tell what that would do.")
  private boolean dryRun;

  @Option(names = "--json", description = "For programs; a stable shape.")
  private boolean json;

  RetentionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var retention = look(asked());
    if (json) {
      session.out().println(json(retention).toPrettyString());
    } else {
      tell(retention);
    }
    return 0;
  }

  /** So many days; null: for ever, or nothing was asked. */
  private @Nullable Integer asked() {
    if (factsKept == null || factsKept.equals(FOREVER)) {
      return null;
    }
    var days = DAYS.matcher(factsKept);
    if (!days.matches()) {
      throw CliException.usage(
          "SP-RETENTION-001: --facts-kept is %s, which is no number of days as 90d, and not forever"
              .formatted(factsKept));
    }
    return Integer.valueOf(days.group(1));
  }

  private Retention look(@Nullable Integer days) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    try (var warehouse = Login.ofUrl(endpoints.warehouse()).dataSource().getConnection()) {
      if (factsKept == null) {
        return Retention.of(warehouse);
      }
      if (dryRun) {
        return Retention.of(warehouse, days);
      }
      Retention.change(warehouse, days);
      return Retention.of(warehouse);
    } catch (SQLException e) {
      throw CliException.failed(
          "SP-RETENTION-002: cannot look after the warehouse's facts: " + e.getMessage(), e);
    }
  }

  private void tell(Retention retention) {
    var out = session.out();
    out.printf(
        "facts %s kept %s; there are %,d days of them, from %s to %s, with %,.1f MiB%n",
        dryRun ? "would be" : "are",
        retention.kept(),
        retention.partitions().days(),
        retention.partitions().first(),
        retention.partitions().last(),
        retention.partitions().bytes() / MEBIBYTE);
    tell("to go", retention.days().stream().filter(day -> day.heldBy().isEmpty()).toList());
    var held = retention.days().stream().filter(day -> !day.heldBy().isEmpty()).toList();
    tell("held back", held);
    if (!held.isEmpty()) {
      retention
          .needs()
          .forEach(need -> out.printf("  %s needs facts %s%n", need.experiment(), need.since()));
    }
    var sealed =
        retention.days().stream()
            .filter(day -> day.heldBy().isEmpty())
            .flatMap(day -> day.seals().stream())
            .distinct()
            .toList();
    if (!sealed.isEmpty()) {
      out.println(
          "experiments that are over, whose reports then stay as they are: "
              + String.join(", ", sealed));
    }
    if (dryRun) {
      out.println("nothing was changed");
    }
  }

  private void tell(String what, List<Retention.Day> days) {
    if (!days.isEmpty()) {
      session
          .out()
          .printf(
              "%s: %,d days, from %s to %s, with %,.1f MiB%n",
              what,
              days.size(),
              days.getFirst().day(),
              days.getLast().day(),
              days.stream().mapToLong(Retention.Day::bytes).sum() / MEBIBYTE);
    }
  }

  private JsonNode json(Retention retention) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("facts_kept", retention.factsKept());
    told.put("changed", factsKept != null && !dryRun);
    told.put("bytes", retention.partitions().bytes());
    var days = told.putArray("days");
    retention
        .days()
        .forEach(day -> {
          var one = days.addObject().put("day", day.day()).put("bytes", day.bytes());
          day.heldBy().forEach(one.putArray("held_by")::add);
          day.seals().forEach(one.putArray("seals")::add);
        });
    return told;
  }
}
