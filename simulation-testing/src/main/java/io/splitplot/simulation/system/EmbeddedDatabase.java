package io.splitplot.simulation.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * One of the databases that {@code splitplot serve} runs itself, for whoever may do everything.
 *
 * @param url its JDBC address, without user and password
 * @param password of the superuser
 */
public record EmbeddedDatabase(String url, String password) {
  /** Reads from a running installation's home where it is: {@code primary} or {@code warehouse}. */
  public static EmbeddedDatabase of(Path home, String name) throws IOException {
    var endpoints = new ObjectMapper().readTree(home.resolve("endpoints.json").toFile());
    return new EmbeddedDatabase(
        endpoints.required(name).asText().replaceFirst("\\?.*", ""),
        Files.readString(home.resolve(name + ".password")).strip());
  }

  /** A connection that is shown under a name among the server's sessions. */
  public Connection connect(String application) throws SQLException {
    return connect("postgres", application);
  }

  /** The same as another role, whose password this one's is. */
  public Connection connect(String user, String application) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", application);
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public String toString() {
    return url;
  }
}
