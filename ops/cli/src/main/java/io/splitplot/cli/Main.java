package io.splitplot.cli;

import io.splitplot.cli.assign.AssignCommand;
import io.splitplot.cli.config.ConfigCommand;
import io.splitplot.cli.config.SettingsReader;
import io.splitplot.cli.configuration.AttributeCommand;
import io.splitplot.cli.configuration.DomainCommand;
import io.splitplot.cli.configuration.FactsCommand;
import io.splitplot.cli.configuration.ForceCommand;
import io.splitplot.cli.configuration.HoldoutCommand;
import io.splitplot.cli.configuration.MetricCommand;
import io.splitplot.cli.configuration.SegmentCommand;
import io.splitplot.cli.configuration.SharedControlCommand;
import io.splitplot.cli.demo.DemoCommand;
import io.splitplot.cli.doctor.DoctorCommand;
import io.splitplot.cli.experiment.ExperimentCommand;
import io.splitplot.cli.imports.ImportCommand;
import io.splitplot.cli.key.KeyCommand;
import io.splitplot.cli.migrate.MigrateCommand;
import io.splitplot.cli.report.PlanCommand;
import io.splitplot.cli.report.ReportCommand;
import io.splitplot.cli.serve.ServeCommand;
import io.splitplot.cli.traffic.TrafficCommand;
import io.splitplot.cli.unit.UnitCommand;
import io.splitplot.cli.validate.ValidateCommand;
import io.splitplot.cli.warehouse.WarehouseCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./splitplot}: reads the settings, then hands over to a command. */
public final class Main {
  private Main() {}

  @Command(
      name = "splitplot",
      description = "An experimentation platform whose heart is PostgreSQL.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      version = "splitplot 0.1.0",
      footer = {
        "",
        "  test          Run the test suites (./splitplot test --help).",
        "",
        "Exit codes: 0 done, 1 failed, 2 bad usage, 3 degraded."
      })
  private static final class Splitplot {}

  public static void main(String[] arguments) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    var root = Path.of(System.getProperty("splitplot.root", "."));
    System.exit(run(arguments, root, System.getenv(), out, err));
  }

  /** Runs one command and gives its exit code. */
  static int run(
      String[] arguments,
      Path root,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err) {
    try {
      var settings = new SettingsReader(root, environment).read();
      return commands(new Session(settings, root, environment, out, err)).execute(arguments);
    } catch (CliException e) {
      err.println(e.getMessage());
      return e.exitCode();
    }
  }

  private static CommandLine commands(Session session) {
    var commands =
        new CommandLine(new Splitplot())
            .addSubcommand(new DemoCommand(session))
            .addSubcommand(new ServeCommand(session))
            .addSubcommand(new MigrateCommand(session))
            .addSubcommand(new ExperimentCommand(session))
            .addSubcommand(new MetricCommand(session))
            .addSubcommand(new TrafficCommand(session))
            .addSubcommand(new DomainCommand(session))
            .addSubcommand(new HoldoutCommand(session))
            .addSubcommand(new SharedControlCommand(session))
            .addSubcommand(new SegmentCommand(session))
            .addSubcommand(new AttributeCommand(session))
            .addSubcommand(new FactsCommand(session))
            .addSubcommand(new ForceCommand(session))
            .addSubcommand(new AssignCommand(session))
            .addSubcommand(new PlanCommand(session))
            .addSubcommand(new ReportCommand(session))
            .addSubcommand(new ImportCommand(session))
            .addSubcommand(new KeyCommand(session))
            .addSubcommand(new UnitCommand(session))
            .addSubcommand(WarehouseCommand.of(session))
            .addSubcommand(new DoctorCommand(session))
            .addSubcommand(new ValidateCommand(session))
            .addSubcommand(new ConfigCommand(session));
    commands.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
    commands.setExecutionExceptionHandler((exception, _, _) -> {
      session.err().println(Failures.message(exception));
      return Failures.exitCode(exception);
    });
    return commands;
  }
}
