package io.splitplot.cli.installation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes the roles that log in. What they may do comes from the groups that the migrations make;
 * here each gets a password and its group.
 */
final class Roles {
  /** Owns everything and cannot log in. */
  static final String OWNER = "splitplot_owner";

  /** Runs the migrations, as the owner; for tools and tests, too. */
  static final String MIGRATOR = "splitplot_migrator";

  /** The API server on the primary. */
  static final String SERVER = "splitplot_server";

  /** The warehouse's subscription, on the primary. */
  static final String REPLICATOR = "splitplot_replicator";

  /** Rollups and imports, on the warehouse. */
  static final String LOADER = "splitplot_loader";

  /** The API server's reports, on the warehouse. */
  static final String REPORTS = "splitplot_reports";

  /** Exports and forgets persons, on both. */
  static final String PRIVACY = "splitplot_privacy_officer";

  /** Analysts, on both. */
  static final String READER = "splitplot_reader";

  private Roles() {}

  /**
   * Makes the owner, which migrations let make groups, and the migrator, whose every session is the
   * owner's. In an older home the owner could log in; it no longer can.
   */
  static void ensureOwner(Connection admin, String migratorPassword) throws SQLException {
    ensureExists(admin, OWNER);
    ensureLogin(admin, MIGRATOR, migratorPassword, "");
    grant(admin, OWNER, MIGRATOR);
    try (var statement = admin.createStatement()) {
      var owner = quoted(statement, OWNER);
      statement.execute("alter role %s nologin createrole password null".formatted(owner));
      statement.execute(
          "alter role %s set role = %s".formatted(quoted(statement, MIGRATOR), owner));
    }
  }

  private static void ensureExists(Connection admin, String role) throws SQLException {
    if (!exists(admin, "select from pg_roles where rolname = ?", role)) {
      try (var statement = admin.createStatement()) {
        statement.execute("create role " + quoted(statement, role));
      }
    }
  }

  /** Makes the role, or gives it this password when there is one already. */
  static void ensureLogin(Connection admin, String role, String password, String attributes)
      throws SQLException {
    ensureExists(admin, role);
    try (var statement = admin.createStatement()) {
      statement.execute(
          "alter role %s login %s password %s"
              .formatted(
                  statement.enquoteIdentifier(role, true),
                  attributes,
                  statement.enquoteLiteral(password)));
    }
  }

  static void grant(Connection admin, String group, String role) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute(
          "grant %s to %s".formatted(quoted(statement, group), quoted(statement, role)));
    }
  }

  static void ensureDatabase(Connection admin, String database, String owner) throws SQLException {
    if (exists(admin, "select from pg_database where datname = ?", database)) {
      return;
    }
    try (var statement = admin.createStatement()) {
      statement.execute(
          "create database %s owner %s"
              .formatted(quoted(statement, database), quoted(statement, owner)));
    }
  }

  private static boolean exists(Connection admin, String query, String name) throws SQLException {
    try (var statement = admin.prepareStatement(query)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String quoted(Statement statement, String identifier) throws SQLException {
    return statement.enquoteIdentifier(identifier, true);
  }
}
