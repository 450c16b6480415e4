package io.splitplot.migrate;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Brings a database to the newest schema: first the migrations, then functions and views. */
public final class Migrate {
  private Migrate() {}

  /** Which of the two databases: each has its own tables and functions. */
  public enum Target {
    PRIMARY,
    WAREHOUSE;

    private String folder() {
      return switch (this) {
        case PRIMARY -> "primary";
        case WAREHOUSE -> "warehouse";
      };
    }
  }

  /**
   * Applies what is missing. Safe to run again, and by two at once: Flyway holds a lock.
   *
   * @param database connects as the role that shall own everything; it must be able to create roles
   * @return the number of files applied
   * @throws MigrationException when a file fails; the files before it stay applied
   */
  public static int run(DataSource database, Target target) {
    try {
      return flyway(database, target).migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw new MigrationException(target, e);
    }
  }

  /**
   * How many files {@link #run} would apply; changes nothing.
   *
   * @throws MigrationException when the database cannot tell
   */
  public static int pending(DataSource database, Target target) {
    try {
      return flyway(database, target).info().pending().length;
    } catch (FlywayException e) {
      throw new MigrationException(target, e);
    }
  }

  private static Flyway flyway(DataSource database, Target target) {
    var configuration =
        Flyway.configure()
            .dataSource(database)
            .locations(
                "classpath:migrations/" + target.folder(),
                "classpath:sql/statistics",
                "classpath:sql/assignment",
                "classpath:sql/" + target.folder())
            .defaultSchema("flyway")
            // Functions may name each other in any order; sql/tests checks the bodies afterwards.
            .initSql("set check_function_bodies = off")
            .validateMigrationNaming(true)
            .placeholderReplacement(false);
    // Flyway's own transaction would make "create index concurrently" wait for ever.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration.load();
  }
}
