package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import io.splitplot.cli.config.Settings;
import java.io.IOException;
import java.nio.file.Files;

/**
 * The log-in that may change the warehouse's server, for commands beside a running installation.
 */
public final class WarehouseAdmin {
  /** Of embedded servers. */
  private static final String SUPERUSER = "postgres";

  private WarehouseAdmin() {}

  /** Of the user's own server what the settings name; of an embedded one its superuser. */
  public static Login of(Settings settings) {
    var home = new Home(settings.home());
    var running = Login.ofUrl(Endpoints.read(home).warehouse());
    return settings
        .warehouse()
        .map(own -> new Login(own.url(), own.user(), own.password()))
        .orElseGet(() -> new Login(running.url(), SUPERUSER, superuserPassword(home)));
  }

  private static String superuserPassword(Home home) {
    var file =
        home.warehouseData().resolveSibling(home.warehouseData().getFileName() + ".password");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw CliException.failed(
          "SP-HOME-006: cannot read %s, which has the password of the warehouse's superuser: %s"
              .formatted(file, e),
          e);
    }
  }
}
