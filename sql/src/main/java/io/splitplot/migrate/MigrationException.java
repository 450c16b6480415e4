package io.splitplot.migrate;

/** A database could not be brought to the newest schema. */
public final class MigrationException extends RuntimeException {
  MigrationException(Migrate.Target target, RuntimeException cause) {
    super(
        "SP-MIGRATE-001: the %s database could not be migrated: %s"
            .formatted(target.name().toLowerCase(java.util.Locale.ROOT), cause.getMessage()),
        cause);
  }
}
