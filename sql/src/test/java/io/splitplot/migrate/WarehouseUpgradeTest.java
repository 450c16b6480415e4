package io.splitplot.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.migrate.Migrate.Target;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A warehouse with rollups, from before sums were kept by day, comes to the newest schema with
 * rollups that are what the facts say.
 */
class WarehouseUpgradeTest {
  /** Two metrics that two units had values of, and a third unit had none. */
  private static final String ROLLUPS =
      """
      insert into splitplot.unit_type values (1, 'user', '');
      insert into splitplot.experiment
      values (1, 'mail', 1, 'external', null, 's', 1, 'running', '', '{}', 1, '2026-01-01',
        '2026-01-01', null);
      insert into splitplot.variant values (1, 1, 'none', 1, true), (2, 1, 'letter', 2, false);
      insert into splitplot.phase values (1, 1, 1, '[2026-01-01,)', 1000000, null);
      insert into splitplot.phase_variant values (1, 1, 1, 500000, '{}'), (1, 2, 1, 500000, '{}');
      insert into splitplot.metric values
        (1, 'spend', 1, 'mean', 'buy', false, null, null, 'visit', 'increase', '', now()),
        (2, 'gross', 1, 'revenue', 'order', false, 'EUR', null, 'order', 'increase', '', now());
      insert into splitplot.experiment_metric values (1, 1, 'primary'), (1, 2, 'secondary');

      insert into fact.exposure
        (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
      values
        (0, nextval('fact.feed_exposure_arrival'), gen_random_uuid(), 1, 1, 1, 'u1',
          '2026-01-02 23:30Z', now()),
        (0, nextval('fact.feed_exposure_arrival'), gen_random_uuid(), 1, 1, 2, 'u2',
          '2026-01-03 00:30Z', now()),
        (0, nextval('fact.feed_exposure_arrival'), gen_random_uuid(), 1, 1, 2, 'u3',
          '2026-01-03 00:30Z', now());
      insert into fact.event
        (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency,
         occurred_at, received_at)
      select 0, nextval('fact.feed_event_arrival'), gen_random_uuid(), 'user', e.*, now()
      from (values
        ('u1', 'visit', 2.5, null, null, null, timestamptz '2026-01-01'),
        ('u1', 'buy', 4, null, null, null, '2026-01-04'),
        ('u2', 'order', null, 'a', 700, 'EUR', '2026-01-04'),
        ('u2', 'order', null, 'b', 30, 'EUR', '2026-01-01'),
        ('u2', 'order', null, 'c', 10, 'EUR', '2026-01-02'),
        ('u3', 'order', null, 'd', 50, 'EUR', '2026-01-02'),
        ('u3', 'order', null, 'e', 60, 'USD', '2026-01-02')) e;
      insert into etl.batch
        (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to,
         import_event_to, exposure_count, event_count, unit_count)
      values (now(), now(), 3, 7, 0, 0, 3, 7, 3);
      insert into fact.event
        (source, arrival, id, unit_type, unit_id, name, order_key, amount_minor, currency,
         occurred_at, received_at)
      values
        (0, nextval('fact.feed_event_arrival'), gen_random_uuid(), 'user', 'u3', 'order', 'f', 5,
         'EUR', '2026-01-02', now());

      insert into rollup.unit (unit_id) values ('u1'), ('u2'), ('u3');
      insert into rollup.exposed_unit values
        (1, 1, 1, 1, '2026-01-02 23:30Z', false),
        (1, 2, 1, 2, '2026-01-03 00:30Z', false),
        (1, 3, 1, 2, '2026-01-03 00:30Z', false);
      insert into rollup.measured values
        (1, 1, 'user', 'mean', 'buy', false, null, null, 'visit', 1),
        (1, 2, 'user', 'revenue', 'order', false, 'EUR', null, 'order', 1);
      insert into rollup.unit_metric values (1, 1, 1, 1, 1, 4, 2.5), (1, 2, 2, 1, 2, 700, 0);
      insert into rollup.traffic values (1, 1, 1, 1, 0), (1, 1, 2, 2, 0);
      insert into rollup.moments values
        (1, 1, 1, 1, 4, 16, 2.5, 6.25, 10), (1, 2, 1, 2, 700, 490000, 0, 0, 0);
      """;

  private final TestDatabase database = TestDatabase.empty();

  @BeforeEach
  void migrateToVersion12() {
    var old =
        Flyway.configure()
            .dataSource(database.dataSource())
            .locations("classpath:migrations/warehouse")
            .defaultSchema("flyway")
            .placeholderReplacement(false)
            .target("12");
    old.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    old.load().migrate();
    database.run(ROLLUPS);
    database.migrate(Target.WAREHOUSE);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void theRollupsAreWhatTheFactsSayAndByDay() throws SQLException {
    assertThat(
            value(
                "select string_agg(format('%s %s', day, unit_count), ', ' order by day)"
                    + " from rollup.traffic"))
        .isEqualTo("2026-01-02 1, 2026-01-03 2");
    assertThat(
            value(
                "select string_agg(format('%s %s %s %s', metric_id, day, trim_scale(sum_y), sum_x),"
                    + " ', ' order by metric_id) from rollup.moments"))
        .isEqualTo("1 2026-01-02 4 2.5, 2 2026-01-03 700 90");
    assertThat(value("select jsonb_agg(to_jsonb(r)) from rollup.rebuild() r")).isEqualTo("null");
  }

  @Test
  void theNextBatchGoesOnFromThere() throws SQLException {
    assertThat(value("select event_count from rollup.advance()")).isEqualTo("1");
    assertThat(value("select sum_x from rollup.moments where metric_id = 2")).isEqualTo("95");
    assertThat(value("select jsonb_agg(to_jsonb(r)) from rollup.rebuild() r")).isEqualTo("null");
    assertThat(
            value(
                "select string_agg(m.sum_x::text, ' ' order by m.metric_id) from report.batch_at("
                    + "(select visible_at from etl.batch where batch_id = 2)) b,"
                    + " rollup.moments_at(1, b) m"))
        .as("as of the batch before")
        .isEqualTo("2.500000000000 90");
  }

  @Test
  void whatWasThereIsThePartitionOfTheDaysBeforeAndItsIdsCountOnce() throws SQLException {
    assertThat(
            value(
                "select string_agg(format('%s %s', tableoid::regclass, c), ', ' order by 1) from ("
                    + "select tableoid, count(*) as c from fact.event group by 1 union all "
                    + "select tableoid, count(*) from fact.exposure group by 1) t"))
        .isEqualTo("fact.event_before 8, fact.exposure_before 3");
    assertThat(
            value(
                "select count(*) from fact.event e join fact.event_id i"
                    + " using (id, unit_type, arrived_on, source, arrival)"))
        .isEqualTo("8");

    database.run(
        """
        insert into splitplot.event (id, units, name, occurred_at, received_at)
        select id, jsonb_build_object('user', unit_id), name, occurred_at, received_at from fact.event;
        insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
        select id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at from fact.exposure;
        insert into splitplot.event (id, units, name, occurred_at, received_at)
        values (gen_random_uuid(), '{"user": "u3"}', 'buy', now(), now());
        """);

    assertThat(value("select count(*) from fact.exposure")).isEqualTo("3");
    assertThat(value("select count(*) from fact.event")).isEqualTo("9");
    assertThat(value("select count(*) from fact.event_before")).as("it is at rest").isEqualTo("8");
    assertThat(value("select event_count from rollup.advance()")).isEqualTo("2");
    assertThat(value("select jsonb_agg(to_jsonb(r)) from rollup.rebuild() r")).isEqualTo("null");
  }

  private String value(String query) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
