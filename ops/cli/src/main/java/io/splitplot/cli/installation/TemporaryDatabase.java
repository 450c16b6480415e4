package io.splitplot.cli.installation;

import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import javax.sql.DataSource;

/** A primary with nothing in it, on a server of its own that is gone when it is closed. */
public final class TemporaryDatabase implements AutoCloseable {
  /** Nothing here must survive a power cut; plans of simulations are short. */
  private static final Map<String, String> SETTINGS = Map.of("fsync", "off", "jit", "off");

  private final Path folder;
  private final EmbeddedPostgres postgres;

  private TemporaryDatabase(Path folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  /** Starts one and brings it to the newest schema; PostgreSQL's programs lie in the home. */
  public static TemporaryDatabase start(Path home) {
    var folder = temporaryFolder();
    var options = Options.of(folder.resolve("data"), new Home(home).binaries());
    try {
      var database =
          new TemporaryDatabase(folder, EmbeddedPostgres.start(options.withSettings(SETTINGS)));
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  private void migrate() {
    try {
      Migrate.run(dataSource(), Target.PRIMARY);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** Connections as the superuser, who owns everything. */
  public DataSource dataSource() {
    return new Login(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password())
        .dataSource();
  }

  @Override
  public void close() {
    postgres.close();
    delete(folder);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("splitplot-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
