package io.splitplot.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.migrate.Migrate.Target;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both databases come to the newest schema from nothing, and a second run changes nothing. */
class MigrateTest {
  @ParameterizedTest
  @EnumSource(Target.class)
  void aSecondRunChangesNothing(Target target) {
    try (var database = TestDatabase.empty()) {
      assertThat(database.migrate(target)).isPositive();

      assertThat(database.migrate(target)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void everyFunctionBodyIsValidOnceAllOfThemExist(Target target) throws SQLException {
    try (var database = TestDatabase.empty()) {
      database.migrate(target);

      // Migrating skips the check; to define each function anew does it.
      database.run(
          """
          do $$
          declare
            definition text;
          begin
            set local check_function_bodies = on;
            for definition in
              select pg_get_functiondef(p.oid)
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
              join pg_language l on l.oid = p.prolang
              where n.nspname in ('splitplot', 'stats', 'fact', 'rollup', 'report', 'etl')
                and l.lanname in ('sql', 'plpgsql') and p.prokind in ('f', 'p')
            loop
              execute definition;
            end loop;
          end
          $$
          """);

      assertThat(functions(database)).isPositive();
    }
  }

  @Test
  void aRoleThatMayNotCreateSchemasIsToldWhatFailed() {
    try (var database = TestDatabase.empty()) {
      database.run("create role nobody_special login password 'x'");
      var dataSource = new org.postgresql.ds.PGSimpleDataSource();
      dataSource.setUrl(database.jdbcUrl());
      dataSource.setUser("nobody_special");
      dataSource.setPassword("x");

      assertThatThrownBy(() -> Migrate.run(dataSource, Target.PRIMARY))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("SP-MIGRATE-001")
          .hasMessageContaining("primary");
    }
  }

  private static long functions(TestDatabase database) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select count(*) from pg_proc where pronamespace = 'stats'::regnamespace")) {
      row.next();
      return row.getLong(1);
    }
  }
}
