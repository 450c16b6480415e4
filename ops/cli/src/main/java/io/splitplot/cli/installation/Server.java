package io.splitplot.cli.installation;

/**
 * A PostgreSQL server, ours or the user's.
 *
 * @param admin a log-in that may make roles, databases and subscriptions
 * @param url the JDBC address of the database, without credentials
 * @param isExternal true when the user runs it
 */
record Server(Login admin, String url, boolean isExternal) {
  /** The name of the database in an embedded server. */
  static final String DATABASE = "splitplot";
}
