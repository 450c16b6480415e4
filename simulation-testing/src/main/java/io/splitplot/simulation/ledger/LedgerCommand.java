package io.splitplot.simulation.ledger;

import io.splitplot.simulation.ledger.Plan.Shape;
import io.splitplot.simulation.system.Options;
import java.nio.file.Path;
import java.util.Set;

/**
 * The program behind the drills {@code ledger} and {@code warehouse}, which explain its options.
 */
public final class LedgerCommand {
  private LedgerCommand() {}

  /** Ends with 0 when every promise was kept, else with 1. */
  public static void main(String[] arguments) throws Exception {
    var options =
        Options.parse(
            arguments,
            Set.of(
                "seed",
                "faults",
                "database-faults",
                "warehouse-faults",
                "seconds",
                "rate",
                "servers",
                "folder",
                "postgres",
                "program"));
    var kills = options.number("faults", 200);
    var shape =
        new Shape(
            options.number("seed", 1),
            options.number("seconds", 20 + 4 * kills),
            options.number("rate", 150),
            options.number("servers", 2),
            kills,
            options.number("database-faults", Math.max(Fault.Kind.OF_DATABASES.size(), kills / 4)),
            options.number("warehouse-faults", 0));
    var holds =
        LedgerDrill.run(
            new Plan(shape),
            options.words("program"),
            Path.of(options.text("postgres")),
            Path.of(options.text("folder")),
            System.out);
    System.exit(holds ? 0 : 1);
  }
}
