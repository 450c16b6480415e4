package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.rollup.Rebuild;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse rebuild}: are the rollups what the facts say? */
@Command(
    name = "rebuild",
    description = {
      "Compute the rollups anew from the facts, compare, and mend what differs, while facts come in and reports are"
          + " read. Nothing should differ.",
      ""
    },
    footer = {"", "Exit codes: 0 nothing differed, 1 failed, 3 something differed and is mended."},
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  private static final int DIFFERENCES_SHOWN_MAX = 20;
  private static final int DIFFERENT = 3;
  private static final int WORKERS_MAX = 16;
  private static final int PERCENT = 100;
  private static final JsonMapper JSON = new JsonMapper();

  private final Session session;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processors of the server to use, 1 to 16 (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(names = "--json", description = "For programs; a stable shape.")
  private boolean json;

  RebuildCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (workers < 1 || workers > WORKERS_MAX) {
      throw CliException.usage(
          "SP-REBUILD-CLI-003: --workers must be within 1 and %d, not %d"
              .formatted(WORKERS_MAX, workers));
    }
    return Shutdown.runUntil(shutdown -> {
      var result = rebuild(new Steps(session, shutdown));
      tell(result);
      return result.differenceCount() == 0 ? 0 : DIFFERENT;
    });
  }

  private Rebuild.Result rebuild(Steps steps) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var warehouse = Login.ofUrl(endpoints.warehouse()).dataSource();
    return steps.step("compute the rollups anew and compare", () -> rebuild(warehouse, steps));
  }

  private Rebuild.Result rebuild(DataSource warehouse, Steps steps) {
    try {
      return Rebuild.run(
          warehouse,
          workers,
          (units, total) ->
              steps.progress(
                  "%,d of %,d exposed units compared (%d %%)"
                      .formatted(units, total, total == 0 ? PERCENT : PERCENT * units / total)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-REBUILD-CLI-002: interrupted", e);
    }
  }

  private void tell(Rebuild.Result result) {
    if (json) {
      session.out().println(json(result).toPrettyString());
      return;
    }
    result.differences().stream()
        .limit(DIFFERENCES_SHOWN_MAX)
        .forEach(one ->
            session
                .out()
                .printf(
                    "rollup.%s%n  was  %s%n  is   %s%n",
                    one.table(), orNothing(one.stored()), orNothing(one.recomputed())));
    if (result.differenceCount() > DIFFERENCES_SHOWN_MAX) {
      session.out().printf("and %,d more rows%n", result.differenceCount() - DIFFERENCES_SHOWN_MAX);
    }
    session.out().println(summary(result));
    if (!result.sealed().isEmpty()) {
      session
          .out()
          .println(
              "left out, as facts of theirs were dropped: " + String.join(", ", result.sealed()));
    }
  }

  private static String summary(Rebuild.Result result) {
    return result.differenceCount() == 0
        ? "%,d exposed units and the sums above them are what the facts say"
            .formatted(result.units())
        : "%,d exposed units were compared; %,d rows differed and are mended. That is a fault: please report the lines above"
            .formatted(result.units(), result.differenceCount());
  }

  private static String orNothing(@Nullable String row) {
    return row == null ? "nothing" : row;
  }

  private static JsonNode json(Rebuild.Result result) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("units", result.units());
    told.put("differences", result.differenceCount());
    var sealed = told.putArray("sealed");
    result.sealed().forEach(sealed::add);
    var rows = told.putArray("rows");
    result
        .differences()
        .forEach(one -> {
          var row = rows.addObject().put("table", one.table());
          row.set("was", row(one.stored()));
          row.set("is", row(one.recomputed()));
        });
    return told;
  }

  private static JsonNode row(@Nullable String text) {
    if (text == null) {
      return NullNode.instance;
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw CliException.failed("SP-REBUILD-CLI-001: the warehouse gave no JSON: " + text, e);
    }
  }
}
