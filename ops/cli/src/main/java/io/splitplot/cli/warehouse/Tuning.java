package io.splitplot.cli.warehouse;

import io.splitplot.cli.CliException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a profile with a server, and applies what differs. */
final class Tuning {
  private static final String CONNECTION_LIMIT = "connection_limit";
  private static final Duration RELOAD_MAX = Duration.ofSeconds(5);

  /** What waits for a restart is in the files already and in the server not yet. */
  private static final String SETTING =
      """
      select
        s.setting, s.unit, s.context = 'postmaster' as needs_restart,
        current_setting(s.name) as shown,
        (select f.setting from pg_file_settings f where f.name = s.name order by f.seqno desc limit 1) as in_files
      from pg_settings s
      where s.name = ? and s.context <> 'internal'
      """;

  /** Who logs in as an analyst and does not also feed, own or operate the warehouse. */
  private static final String ANALYSTS =
      """
      select r.rolname, r.rolconnlimit,
        coalesce((
          select s.setconfig from pg_db_role_setting s
          where s.setrole = r.oid and s.setdatabase = (select d.oid from pg_database d where d.datname = current_database())
        ), '{}') as settings
      from pg_roles r
      where r.rolcanlogin and not r.rolsuper
        and pg_has_role(r.oid, 'splitplot_analyst', 'member')
        and not pg_has_role(r.oid, 'splitplot_etl', 'member')
        and not pg_has_role(r.oid, (select n.nspowner from pg_namespace n where n.nspname = 'rollup'), 'member')
      order by r.rolname
      """;

  private final Connection warehouse;
  private final Profile profile;

  /**
   * Something to be set.
   *
   * @param object the server or a role
   * @param command in SQL; none when only a restart is missing
   */
  record Change(
      String object,
      Profile.Entry entry,
      String from,
      Optional<String> command,
      boolean needsRestart) {}

  Tuning(Connection warehouse, Profile profile) {
    this.warehouse = warehouse;
    this.profile = profile;
  }

  /** What differs from the profile. */
  List<Change> plan() throws SQLException {
    var changes = new ArrayList<Change>();
    for (var entry : profile.server()) {
      server(entry).ifPresent(changes::add);
    }
    for (var entry : profile.analyst()) {
      if (!entry.name().equals(CONNECTION_LIMIT)) {
        var _ = known(entry);
      }
    }
    try (var query = warehouse.prepareStatement(ANALYSTS);
        var roles = query.executeQuery()) {
      while (roles.next()) {
        var settings = List.of((String[]) roles.getArray("settings").getArray());
        for (var entry : profile.analyst()) {
          limit(roles.getString("rolname"), roles.getInt("rolconnlimit"), settings, entry)
              .ifPresent(changes::add);
        }
      }
    }
    return changes;
  }

  private Optional<Change> server(Profile.Entry entry) throws SQLException {
    var known = known(entry);
    if (SettingValue.same(entry.value(), known.setting(), known.unit())) {
      return Optional.empty();
    }
    var isWritten =
        known.needsRestart()
            && known
                .inFiles()
                .filter(written -> SettingValue.same(entry.value(), written, known.unit()))
                .isPresent();
    var command = "alter system set %s = %s".formatted(entry.name(), literal(entry.value()));
    return Optional.of(
        new Change(
            "server",
            entry,
            known.shown(),
            isWritten ? Optional.empty() : Optional.of(command),
            known.needsRestart()));
  }

  /** What the server knows of a setting. */
  private record Known(
      String setting, String unit, boolean needsRestart, String shown, Optional<String> inFiles) {}

  private Known known(Profile.Entry entry) throws SQLException {
    try (var query = warehouse.prepareStatement(SETTING)) {
      query.setString(1, entry.name());
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          throw unknown(entry);
        }
        return new Known(
            row.getString("setting"),
            Optional.ofNullable(row.getString("unit")).orElse(""),
            row.getBoolean("needs_restart"),
            row.getString("shown"),
            Optional.ofNullable(row.getString("in_files")));
      }
    }
  }

  private static CliException unknown(Profile.Entry entry) {
    return CliException.usage(
        "SP-TUNE-003: the profile sets %s, which this server does not know; nothing was changed. Is it written right, and"
                .formatted(entry.name())
            + " does the server's version have it?");
  }

  private Optional<Change> limit(
      String role, int connections, List<String> settings, Profile.Entry entry)
      throws SQLException {
    var quoted = identifier(role);
    if (entry.name().equals(CONNECTION_LIMIT)) {
      return Integer.toString(connections).equals(entry.value())
          ? Optional.empty()
          : change(
              role,
              entry,
              connections < 0 ? "any" : Integer.toString(connections),
              "alter role %s connection limit %d"
                  .formatted(quoted, Integer.parseInt(entry.value())));
    }
    if (settings.contains(entry.name() + "=" + entry.value())) {
      return Optional.empty();
    }
    var before =
        settings.stream()
            .filter(setting -> setting.startsWith(entry.name() + "="))
            .map(setting -> setting.substring(entry.name().length() + 1))
            .findFirst()
            .orElse("the server's");
    return change(
        role,
        entry,
        before,
        "alter role %s in database %s set %s = %s"
            .formatted(
                quoted, identifier(warehouse.getCatalog()), entry.name(), literal(entry.value())));
  }

  private static Optional<Change> change(
      String role, Profile.Entry entry, String from, String command) {
    return Optional.of(new Change("role " + role, entry, from, Optional.of(command), false));
  }

  /** Sets what the plan says; new sessions see it when this returns. */
  void apply(List<Change> plan) throws SQLException {
    for (var change : plan) {
      if (change.command().isPresent()) {
        execute(change.command().get());
      }
    }
    var loadedAt = loadedAt();
    execute("select pg_reload_conf()");
    var deadline = System.nanoTime() + RELOAD_MAX.toNanos();
    while (loadedAt().equals(loadedAt) && System.nanoTime() - deadline < 0) {
      execute("select pg_sleep(0.01)");
    }
  }

  private String loadedAt() throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery("select pg_conf_load_time()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String command) throws SQLException {
    try (var statement = warehouse.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + ", at: " + command, e.getSQLState(), e);
    }
  }

  private String identifier(String name) throws SQLException {
    try (var statement = warehouse.createStatement()) {
      return statement.enquoteIdentifier(name, true);
    }
  }

  private String literal(String value) throws SQLException {
    try (var statement = warehouse.createStatement()) {
      return statement.enquoteLiteral(value);
    }
  }
}
