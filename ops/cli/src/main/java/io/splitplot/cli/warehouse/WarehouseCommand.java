package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code splitplot warehouse …}: each subcommand is a class of its own. */
@Command(
    name = "warehouse",
    description = "Look after the warehouse: its feed from the primary, and what it stores.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class WarehouseCommand {
  private WarehouseCommand() {}

  /** The group with its commands. */
  public static CommandLine of(Session session) {
    return new CommandLine(new WarehouseCommand())
        .addSubcommand(new StatusCommand(session))
        .addSubcommand(new SkipCommand(session))
        .addSubcommand(new ReplayCommand(session))
        .addSubcommand(new ResumeCommand(session))
        .addSubcommand(new ReseedCommand(session))
        .addSubcommand(new RebuildCommand(session))
        .addSubcommand(new BloatCommand(session))
        .addSubcommand(new RetentionCommand(session))
        .addSubcommand(new TuneCommand(session));
  }
}
