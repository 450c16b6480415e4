package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Where the primary is and who may replicate from it; as the warehouse's server sees it.
 *
 * @param servers where it may be: of several the one that takes writes
 * @param user a role with {@code replication} and {@code select} on the published tables
 * @param options further parameters that libpq and the JDBC driver share, such as {@code sslmode}
 */
public record Publisher(
    List<Address> servers,
    String database,
    String user,
    String password,
    Map<String, String> options) {
  private static final int TIMEOUT_SECONDS = 10;

  /** No answer for so long is no slow query any more. */
  private static final int LONG_TIMEOUT_SECONDS = 3600;

  /** Of a server. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public Publisher {
    servers = List.copyOf(servers);
    options = Map.copyOf(options);
  }

  public Publisher(
      String host,
      int port,
      String database,
      String user,
      String password,
      Map<String, String> options) {
    this(List.of(new Address(host, port)), database, user, password, options);
  }

  public Publisher(String host, int port, String database, String user, String password) {
    this(host, port, database, user, password, Map.of());
  }

  /** Each of its servers by itself, whatever it is. */
  List<Publisher> each() {
    return servers.stream()
        .map(server -> new Publisher(List.of(server), database, user, password, options))
        .toList();
  }

  private String joined(Function<Address, Object> part) {
    return servers.stream()
        .map(server -> part.apply(server).toString())
        .collect(Collectors.joining(","));
  }

  /** The connection string of libpq, for {@code create subscription}; it holds the password. */
  String conninfo() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("host", joined(Address::host));
    parameters.put("port", joined(Address::port));
    parameters.put("dbname", database);
    parameters.put("user", user);
    if (!password.isEmpty()) {
      parameters.put("password", password);
    }
    if (servers.size() > 1) {
      parameters.put("target_session_attrs", "read-write");
    }
    parameters.put("connect_timeout", Integer.toString(TIMEOUT_SECONDS));
    options.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(option -> parameters.put(option.getKey(), option.getValue()));
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + quote(parameter.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** A connection of our own, to ask the primary about its slot and its position. */
  Connection connect() throws SQLException {
    return source(TIMEOUT_SECONDS).getConnection();
  }

  /** A connection for statements that read everything. */
  Connection connectForLong() throws SQLException {
    return source(LONG_TIMEOUT_SECONDS).getConnection();
  }

  /** A connection that knows the replication protocol's commands beside SQL. */
  Connection connectForReplication() throws SQLException {
    var primary = source(LONG_TIMEOUT_SECONDS);
    primary.setReplication("database");
    primary.setAssumeMinServerVersion("15");
    primary.setPreferQueryMode(PreferQueryMode.SIMPLE);
    return primary.getConnection();
  }

  private PGSimpleDataSource source(int socketTimeoutSeconds) throws SQLException {
    var primary = new PGSimpleDataSource();
    primary.setServerNames(servers.stream().map(Address::host).toArray(String[]::new));
    primary.setPortNumbers(servers.stream().mapToInt(Address::port).toArray());
    if (servers.size() > 1) {
      primary.setTargetServerType("primary");
    }
    primary.setDatabaseName(database);
    primary.setUser(user);
    primary.setPassword(password);
    primary.setConnectTimeout(TIMEOUT_SECONDS);
    primary.setSocketTimeout(socketTimeoutSeconds);
    primary.setTcpKeepAlive(true);
    for (var option : options.entrySet()) {
      primary.setProperty(option.getKey(), option.getValue());
    }
    return primary;
  }

  /** Quotes always, as libpq reads it: backslash before quote and backslash. */
  private static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Without the password, so that it can be shown and logged. */
  @Override
  public String toString() {
    return user + "@" + joined(server -> server) + "/" + database;
  }
}
