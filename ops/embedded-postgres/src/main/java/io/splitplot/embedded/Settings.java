package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The server's settings file: our defaults, the caller's wishes, and what nobody may change. */
final class Settings {
  /** Small memory, safe data: fsync, synchronous_commit and full_page_writes stay on. */
  static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("shared_buffers", "64MB"),
          Map.entry("maintenance_work_mem", "64MB"),
          Map.entry("max_connections", "50"),
          // A plan over all days of facts takes a lock for each of them.
          Map.entry("max_locks_per_transaction", "256"),
          Map.entry("wal_level", "logical"),
          Map.entry("max_wal_size", "512MB"),
          Map.entry("huge_pages", "off"),
          Map.entry("jit", "off"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("log_line_prefix", "%m [%p] %q%u@%d "),
          Map.entry("log_timezone", "UTC"),
          Map.entry("timezone", "UTC"));

  private static final Set<String> OURS =
      Set.of(
          "config_file",
          "data_directory",
          "external_pid_file",
          "hba_file",
          "listen_addresses",
          "logging_collector",
          "port",
          "unix_socket_directories");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?");

  /** Linux keeps 108 bytes for a socket's path, the last of them zero. */
  private static final int SOCKET_PATH_BYTES_MAX = 107;

  private Settings() {}

  static void check(Map<String, String> settings) {
    settings.forEach((name, value) -> {
      if (!NAME.matcher(name).matches() || value.chars().anyMatch(Character::isISOControl)) {
        throw refused(name, "has no valid name or value (\"" + value + "\")");
      }
      if (OURS.contains(name)) {
        throw refused(name, "is decided by the launcher; leave it out");
      }
    });
  }

  private static PostgresException refused(String name, String why) {
    return new PostgresException(
        Code.SETTING_REFUSED, "the PostgreSQL setting \"" + name + "\" " + why);
  }

  /** The text of the settings file. */
  static String file(Options options, int port) {
    var all = new TreeMap<>(DEFAULTS);
    all.putAll(options.settings());
    all.put("listen_addresses", "127.0.0.1");
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", socketDirectory(options.dataDirectory(), port));
    var text =
        new StringBuilder("# Written at every start. Change it with alter system instead.\n");
    all.forEach((name, value) ->
        text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    return text.toString();
  }

  /** The data directory, which only its owner can enter, or no socket when its path is too long. */
  private static String socketDirectory(Path dataDirectory, int port) {
    var socket = dataDirectory.resolve(".s.PGSQL." + port).toString();
    var fits = socket.getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_BYTES_MAX;
    // A list in this setting is separated by commas, and quotes keep a comma in a path together.
    return fits ? '"' + dataDirectory.toString().replace("\"", "\"\"") + '"' : "";
  }
}
