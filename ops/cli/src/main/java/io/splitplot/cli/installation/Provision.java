package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import io.splitplot.migrate.Migrate;
import java.sql.SQLException;

/**
 * Makes a server ready: the roles that log in, the database, the newest schema. Safe to run again,
 * also after a run that was killed half way.
 */
final class Provision {
  private static final String NO_ATTRIBUTES = "";

  private final Secrets secrets;

  Provision(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * The logins of a ready primary.
   *
   * @param migrator acts as the owner of everything
   * @param server for the API server
   * @param replicator for the warehouse's subscription
   * @param privacy exports and forgets persons
   * @param reader for analysts
   */
  record Primary(Login migrator, Login server, Login replicator, Login privacy, Login reader) {}

  /**
   * The logins of a ready warehouse.
   *
   * @param admin may make subscriptions
   * @param migrator acts as the owner of everything
   * @param loader for rollups and imports
   * @param reports for the API server's reports, which see sums and no unit
   * @param privacy exports and forgets persons
   * @param reader for analysts
   */
  record Warehouse(
      Login admin, Login migrator, Login loader, Login reports, Login privacy, Login reader) {}

  Primary primary(Server server) {
    var migrator = prepare(server, "primary");
    migrate(migrator, Migrate.Target.PRIMARY);
    try (var admin = server.admin().dataSource().getConnection()) {
      Roles.ensureLogin(admin, Roles.SERVER, secret("primary", Roles.SERVER), NO_ATTRIBUTES);
      Roles.ensureLogin(
          admin, Roles.REPLICATOR, secret("primary", Roles.REPLICATOR), "replication");
      Roles.ensureLogin(admin, Roles.PRIVACY, secret("primary", Roles.PRIVACY), NO_ATTRIBUTES);
      Roles.ensureLogin(admin, Roles.READER, secret("primary", Roles.READER), NO_ATTRIBUTES);
      Roles.grant(admin, "splitplot_api", Roles.SERVER);
      Roles.grant(admin, "splitplot_feed", Roles.REPLICATOR);
      Roles.grant(admin, "splitplot_privacy", Roles.PRIVACY);
      Roles.grant(admin, "splitplot_analyst", Roles.READER);
      if (!server.isExternal()) {
        Roles.grant(admin, "pg_read_all_stats", "splitplot_agent");
      }
    } catch (SQLException e) {
      throw failed("primary", e);
    }
    return new Primary(
        migrator,
        login(server, "primary", Roles.SERVER),
        login(server, "primary", Roles.REPLICATOR),
        login(server, "primary", Roles.PRIVACY),
        login(server, "primary", Roles.READER));
  }

  Warehouse warehouse(Server server) {
    var migrator = prepare(server, "warehouse");
    migrate(migrator, Migrate.Target.WAREHOUSE);
    try (var admin = server.admin().dataSource().getConnection()) {
      Roles.ensureLogin(admin, Roles.LOADER, secret("warehouse", Roles.LOADER), NO_ATTRIBUTES);
      Roles.ensureLogin(admin, Roles.REPORTS, secret("warehouse", Roles.REPORTS), NO_ATTRIBUTES);
      Roles.ensureLogin(admin, Roles.PRIVACY, secret("warehouse", Roles.PRIVACY), NO_ATTRIBUTES);
      Roles.ensureLogin(admin, Roles.READER, secret("warehouse", Roles.READER), NO_ATTRIBUTES);
      Roles.grant(admin, "splitplot_etl", Roles.LOADER);
      Roles.grant(admin, "splitplot_reporter", Roles.REPORTS);
      Roles.grant(admin, "splitplot_analyser", Roles.REPORTS);
      Roles.grant(admin, "splitplot_privacy", Roles.PRIVACY);
      Roles.grant(admin, "splitplot_analyst", Roles.READER);
    } catch (SQLException e) {
      throw failed("warehouse", e);
    }
    var admin = new Login(server.url(), server.admin().user(), server.admin().password());
    return new Warehouse(
        admin,
        migrator,
        login(server, "warehouse", Roles.LOADER),
        login(server, "warehouse", Roles.REPORTS),
        login(server, "warehouse", Roles.PRIVACY),
        login(server, "warehouse", Roles.READER));
  }

  /**
   * An embedded server gets an owner, a migrator and a database. On the user's own there is the
   * database already, and the role that the user gave migrates and owns.
   */
  private Login prepare(Server server, String name) {
    if (server.isExternal()) {
      return server.admin();
    }
    var password = secret(name, Roles.MIGRATOR);
    try (var admin = server.admin().dataSource().getConnection()) {
      Roles.ensureOwner(admin, password);
      Roles.ensureDatabase(admin, Server.DATABASE, Roles.OWNER);
    } catch (SQLException e) {
      throw failed(name, e);
    }
    return new Login(server.url(), Roles.MIGRATOR, password);
  }

  private static void migrate(Login migrator, Migrate.Target target) {
    Migrate.run(migrator.dataSource(), target);
  }

  private Login login(Server server, String name, String role) {
    return new Login(server.url(), role, secret(name, role));
  }

  private String secret(String name, String role) {
    return secrets.get(name + "." + role);
  }

  private static CliException failed(String name, SQLException e) {
    return CliException.failed(
        "SP-PROVISION-001: cannot prepare the %s database: %s".formatted(name, e.getMessage()), e);
  }
}
