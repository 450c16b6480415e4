package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse bloat}: does the warehouse need anybody's hand? */
@Command(
    name = "bloat",
    description = {
      "Say how the warehouse's tables, indexes and counters are, and what to type where something is to be done. Changes"
          + " nothing.",
      ""
    },
    footer = {"", "Exit codes: 0 fine, 1 failed, 3 something is to be done."},
    mixinStandardHelpOptions = true)
final class BloatCommand implements Callable<Integer> {
  private static final int SOMETHING_TO_DO = 3;
  private static final long SMALL_BYTES = 1 << 20;
  private static final double MEBIBYTE = 1 << 20;
  private static final double MILLION = 1e6;
  private static final int PERCENT = 100;
  private static final String ROW = "%-28s %9s %9s %9s %10s %5s %17s %17s %7s%n";

  private final Session session;

  @Option(names = "--all", description = "Show small tables, too.")
  private boolean all;

  @Option(names = "--json", description = "For programs; a stable shape.")
  private boolean json;

  BloatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var maintenance = look();
    if (json) {
      session.out().println(json(maintenance).toPrettyString());
    } else {
      tell(maintenance);
    }
    return maintenance.toDo().isEmpty() ? 0 : SOMETHING_TO_DO;
  }

  private Maintenance look() {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    try (var warehouse = Login.ofUrl(endpoints.warehouse()).dataSource().getConnection()) {
      return Maintenance.of(warehouse);
    } catch (SQLException e) {
      throw CliException.failed("SP-BLOAT-001: cannot look at the warehouse: " + e.getMessage(), e);
    }
  }

  private void tell(Maintenance maintenance) {
    var out = session.out();
    out.printf(
        ROW,
        "table",
        "MiB",
        "with all",
        "minimum",
        "dead rows",
        "HOT",
        "vacuumed",
        "analysed",
        "age (M)");
    for (var table : maintenance.tables()) {
      if (all || table.totalBytes() >= SMALL_BYTES || table.command().isPresent()) {
        tell(table);
      }
    }
    out.println();
    var toDo = maintenance.toDo();
    for (var finding : toDo) {
      out.printf(
          "%s: %s%n    %s%n", finding.object(), finding.verdict(), finding.command().orElseThrow());
    }
    out.println(
        toDo.isEmpty()
            ? "fine: nothing is bloated, no index is unused or missing, no counter is near its end"
            : toDo.size() + " to do; the commands are for psql, as the owner");
  }

  private void tell(Maintenance.Table table) {
    session
        .out()
        .printf(
            ROW,
            table.name(),
            mebibytes(table.bytes()),
            mebibytes(table.totalBytes()),
            table.minimumBytes().map(BloatCommand::mebibytes).orElse("?"),
            "%,d".formatted(table.deadRows()),
            table.hotShare().map(share -> "%.0f %%".formatted(PERCENT * share)).orElse(""),
            minute(table.vacuumedAt()),
            minute(table.analyzedAt()),
            "%.1f".formatted(table.freezeAge() / MILLION));
  }

  private static String mebibytes(long bytes) {
    return "%,.1f".formatted(bytes / MEBIBYTE);
  }

  private static String minute(Optional<Instant> at) {
    return at.map(
            instant -> instant.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z"))
        .orElse("never");
  }

  private static JsonNode json(Maintenance maintenance) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("to_do", maintenance.toDo().size());
    var tables = told.putArray("tables");
    maintenance.tables().forEach(table -> describe(tables.addObject(), table));
    var indexes = told.putArray("indexes");
    maintenance.indexes().forEach(finding -> describe(indexes.addObject(), finding));
    var counters = told.putArray("counters");
    maintenance.counters().forEach(finding -> describe(counters.addObject(), finding));
    return told;
  }

  private static void describe(ObjectNode told, Maintenance.Table table) {
    told.put("table", table.name());
    told.put("total_bytes", table.totalBytes());
    told.put("bytes", table.bytes());
    told.put("minimum_bytes", table.minimumBytes().orElse(null));
    told.put("live_rows", table.liveRows());
    told.put("dead_rows", table.deadRows());
    told.put("hot_share", table.hotShare().orElse(null));
    told.put("vacuumed_at", table.vacuumedAt().map(Object::toString).orElse(null));
    told.put("analyzed_at", table.analyzedAt().map(Object::toString).orElse(null));
    told.put("freeze_age", table.freezeAge());
    told.put("verdict", table.verdict());
    told.put("command", table.command().orElse(null));
  }

  private static void describe(ObjectNode told, Maintenance.Finding finding) {
    told.put("object", finding.object());
    told.put("verdict", finding.verdict());
    told.put("command", finding.command().orElse(null));
  }
}
