package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import io.splitplot.migrate.Migrate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;

/** A primary with the newest schema and nothing in it, which is gone when it is closed. */
public final class TemporaryPrimary implements AutoCloseable {
  /** Nothing here has to survive a power cut. */
  private static final Map<String, String> SETTINGS = Map.of("fsync", "off", "work_mem", "64MB");

  private final Path folder;
  private final EmbeddedPostgres postgres;

  private TemporaryPrimary(Path folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  /** Starts a server in a temporary folder; its programs are the home's, unpacked once. */
  public static TemporaryPrimary start(Home home) {
    try {
      var folder = Files.createTempDirectory("splitplot-");
      try {
        // The server may have to run as another user, who must be able to pass.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var options = Options.of(folder.resolve("primary"), home.binaries());
        return migrated(folder, EmbeddedPostgres.start(options.withSettings(SETTINGS)));
      } catch (IOException | RuntimeException e) {
        delete(folder);
        throw e;
      }
    } catch (IOException e) {
      throw CliException.failed("SP-VALIDATE-001: no temporary folder: " + e, e);
    }
  }

  private static TemporaryPrimary migrated(Path folder, EmbeddedPostgres postgres) {
    try {
      var primary = new TemporaryPrimary(folder, postgres);
      Migrate.run(primary.login().dataSource(), Migrate.Target.PRIMARY);
      return primary;
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private Login login() {
    return new Login(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
  }

  /** A connection of the superuser. */
  public Connection connect() throws SQLException {
    return login().dataSource().getConnection();
  }

  /** Stops the server and removes everything of it. */
  @Override
  public void close() {
    postgres.close();
    try {
      delete(folder);
    } catch (IOException e) {
      throw CliException.failed("SP-VALIDATE-002: cannot remove %s: %s".formatted(folder, e), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
