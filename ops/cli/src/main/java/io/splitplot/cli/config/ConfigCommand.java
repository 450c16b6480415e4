package io.splitplot.cli.config;

import io.splitplot.cli.Session;
import picocli.CommandLine.Command;

/** {@code splitplot config}: what is in force, and from where. */
@Command(
    name = "config",
    description = "Print every setting, its value, and where the value comes from.",
    mixinStandardHelpOptions = true)
public final class ConfigCommand implements Runnable {
  private final Session session;

  public ConfigCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    var settings = session.settings();
    print("home", settings.home().toString(), "SPLITPLOT_HOME or default");
    settings.values().forEach((key, value) -> print(key, shown(key, value), value.origin()));
  }

  private void print(String key, String text, String origin) {
    session.out().printf("%-20s %-40s %s%n", key, text, origin);
  }

  /** Secrets are never shown, only that there is one. */
  private static String shown(String key, Settings.Value value) {
    if (value.text().isEmpty()) {
      return key.endsWith(".url") ? "(embedded)" : "-";
    }
    return key.endsWith(".password") ? "(set)" : value.text();
  }
}
