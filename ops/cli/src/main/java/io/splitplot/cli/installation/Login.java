package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to log in to a database.
 *
 * @param url the JDBC address without credentials
 */
public record Login(String url, String user, String password) {
  /** From a JDBC address that carries its credentials, as endpoints.json has them. */
  public static Login ofUrl(String urlWithCredentials) {
    return new Login(
        urlWithCredentials.replaceFirst("\\?.*", ""),
        part(PGProperty.USER, urlWithCredentials),
        part(PGProperty.PASSWORD, urlWithCredentials));
  }

  /** A part of the address, such as the host. */
  String part(PGProperty property) {
    return part(property, url);
  }

  private static String part(PGProperty property, String address) {
    var parts = Driver.parseURL(address, new Properties());
    var value = parts == null ? null : property.getOrDefault(parts);
    if (value == null) {
      throw CliException.usage(
          "SP-CONFIG-004: an address of PostgreSQL looks like jdbc:postgresql://host:5432/database,"
              + " and one has no "
              + property.getName());
    }
    return value;
  }

  /** A connection each time; for administration, not for the hot path. */
  public DataSource dataSource() {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  /** Address and credentials in one text, for tools; a secret. */
  String urlWithCredentials() {
    var separator = url.contains("?") ? "&" : "?";
    return url + separator + "user=" + encoded(user) + "&password=" + encoded(password);
  }

  /** The same in the form that psql takes; a secret. */
  String psqlUrl() {
    var address = url.substring("jdbc:postgresql://".length());
    return "postgresql://" + encoded(user) + ":" + encoded(password) + "@" + address;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url + " as " + user;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
