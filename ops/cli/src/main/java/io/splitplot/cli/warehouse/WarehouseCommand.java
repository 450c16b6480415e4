package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code splitplot warehouse …}: looking after the warehouse. */
@Command(
    name = "warehouse",
    description = "Look after the warehouse.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class WarehouseCommand {
  private WarehouseCommand() {}

  /** The group with its commands. */
  public static CommandLine of(Session session) {
    return new CommandLine(new WarehouseCommand())
        .addSubcommand(new RebuildCommand(session))
        .addSubcommand(new BloatCommand(session))
        .addSubcommand(new TuneCommand(session));
  }
}
