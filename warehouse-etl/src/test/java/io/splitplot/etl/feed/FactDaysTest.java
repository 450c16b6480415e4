package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days of facts are made, frozen and dropped, whoever is in the way or is killed. */
class FactDaysTest {
  private static final String DAYS =
      "select coalesce(string_agg(distinct day::text, ' ' order by day::text), '')"
          + " from fact.partition where day < '2021-01-01'";

  private final TestDatabase warehouse = TestDatabase.warehouse();

  /** An experiment that is over, and facts of three days for it. */
  @BeforeEach
  void store() {
    warehouse.run(
        """
        insert into splitplot.unit_type values (1, 'user', '');
        insert into splitplot.experiment
        values (1, 'mail', 1, 'external', null, 's', 1, 'concluded', '', '{}', 1, '2020-01-01',
          '2020-01-01', '2020-02-01');
        insert into splitplot.variant values (1, 1, 'none', 1, true);
        insert into splitplot.metric
        values (1, 'spend', 1, 'mean', 'spend', false, null, null, null, 'increase', '', now());
        insert into splitplot.experiment_metric values (1, 1, 'primary');
        select fact.make_day(date '2020-01-01' + n) from generate_series(0, 2) n;
        insert into fact.exposure
          (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
        select 0, n, md5('x' || n)::uuid, 1, 1, 1, 'u' || n, '2020-01-01', '2020-01-01'
        from generate_series(1, 50) n;
        insert into fact.event
          (source, arrival, id, unit_type, unit_id, name, value, occurred_at, received_at)
        select 0, n, md5('e' || n)::uuid, 'user', 'u' || n, 'spend', n, '2020-01-02', '2020-01-02'
        from generate_series(1, 50) n;
        select rollup.advance();
        update fact.exposure set arrived_on = date '2020-01-01' + arrival::integer % 3;
        update fact.event set arrived_on = date '2020-01-01' + arrival::integer % 3;
        """);
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  @Test
  void daysThatAreOverAreFrozenOnce() throws SQLException {
    FactDays.pass(warehouse.dataSource());

    assertThat(value("select count(*) from fact.partition where day >= fact.newest_day()"))
        .as("a week ahead")
        .isEqualTo("16");
    assertThat(
            value("select bool_and(is_at_rest) from fact.partition where day < fact.newest_day()"))
        .isEqualTo("t");
    var counted =
        "select string_agg(relname || ' ' || vacuum_count, ' ' order by relname)"
            + " from pg_stat_all_tables where schemaname = 'fact' and relname ~ '_2020'";
    var once = value(counted);
    assertThat(once).contains("event_20200101 1").doesNotContain(" 0");
    FactDays.pass(warehouse.dataSource());
    assertThat(value(counted)).isEqualTo(once);
    assertThat(value(DAYS)).as("kept for ever").isEqualTo("2020-01-01 2020-01-02 2020-01-03");
  }

  @Test
  void oldDaysAreDroppedAndTheReportStays() throws SQLException {
    warehouse.run("select fact.change_facts_kept('30 days')");

    FactDays.pass(warehouse.dataSource());

    assertThat(value(DAYS)).isEmpty();
    assertThat(value("select sum(unit_count) from rollup.traffic")).isEqualTo("50");
    assertThat(value("select trim_scale(sum_y) from rollup.moments")).isEqualTo("1275");
    assertThat(value("select jsonb_agg(to_jsonb(r)) from rollup.rebuild() r")).isEqualTo("null");
  }

  @Test
  void aDayThatSomebodyReadsStaysUntilTheNextTime() throws SQLException {
    warehouse.run("select fact.change_facts_kept('30 days')");
    try (var reader = warehouse.dataSource().getConnection()) {
      reader.setAutoCommit(false);
      value(reader, "select count(*) from fact.event_20200102");

      FactDays.pass(warehouse.dataSource());
      assertThat(value(DAYS)).isEqualTo("2020-01-02 2020-01-03");
    }

    FactDays.pass(warehouse.dataSource());
    assertThat(value(DAYS)).isEmpty();
  }

  @Test
  void whoeverIsKilledWhileDroppingHasDoneNothing() throws SQLException {
    warehouse.run("select fact.change_facts_kept('30 days')");
    try (var dropping = warehouse.dataSource().getConnection()) {
      dropping.setAutoCommit(false);
      assertThat(value(dropping, "select fact.drop_day('2020-01-01')")).isEqualTo("dropped");
      assertThat(value(dropping, "select count(*) from rollup.sealed")).isEqualTo("1");
      var pid = value(dropping, "select pg_backend_pid()");
      assertThat(value("select pg_terminate_backend(%s, 10000)".formatted(pid))).isEqualTo("t");
      assertThatThrownBy(dropping::commit).isInstanceOf(SQLException.class);
    }

    assertThat(value(DAYS)).isEqualTo("2020-01-01 2020-01-02 2020-01-03");
    assertThat(value("select count(*) from rollup.sealed")).isEqualTo("0");
    assertThat(value("select count(*) from fact.exposure")).isEqualTo("50");
    FactDays.pass(warehouse.dataSource());
    assertThat(value(DAYS)).isEmpty();
    assertThat(value("select count(*) from rollup.sealed")).isEqualTo("1");
  }

  private String value(String query) throws SQLException {
    try (var connection = warehouse.dataSource().getConnection()) {
      return value(connection, query);
    }
  }

  private static String value(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
