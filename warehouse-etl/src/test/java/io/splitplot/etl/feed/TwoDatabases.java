package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * A primary with the running external experiment {@code mail} and its metric {@code spend}, and an
 * empty warehouse, on one server.
 */
final class TwoDatabases implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestDatabase primary = TestDatabase.primary();
  private final TestDatabase warehouse = TestDatabase.warehouse();

  TwoDatabases() {
    primary.run(
        """
        insert into splitplot.experiment (key, unit_type_id, assignment, method)
        values ('mail', 1, 'external', '{"kind": "fixed_horizon", "alpha": 0.05}');
        insert into splitplot.variant (experiment_id, key, position, is_control)
        values (1, 'none', 1, true), (1, 'letter', 2, false);
        insert into splitplot.phase (experiment_id, number, traffic_ppm) values (1, 1, 1000000);
        insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
        values (1, 1, 1, 500000), (1, 2, 1, 500000);
        insert into splitplot.metric (key, kind, event) values ('spend', 'mean', 'spend');
        insert into splitplot.experiment_metric values (1, 1, 'primary');
        select splitplot.start_experiment('mail');
        """);
  }

  Publisher publisher() {
    return publisher(primary.user(), primary.password());
  }

  Publisher publisher(String user, String password) {
    var address = URI.create(primary.jdbcUrl().substring("jdbc:".length()));
    return new Publisher(
        address.getHost(), address.getPort(), address.getPath().substring(1), user, password);
  }

  FeedSettings settings() {
    return settings(publisher());
  }

  FeedSettings settings(Publisher publisher) {
    return new FeedSettings(warehouse.dataSource(), publisher, Duration.ofMillis(20));
  }

  /** A unit sees the letter and spends something, each reported by a service. */
  void spend(String unit, String amount) {
    primary.run(
        """
        select splitplot.record_exposures(jsonb_build_array(jsonb_build_object(
          'index', 0, 'id', gen_random_uuid(), 'experiment', 'mail', 'variant', 'letter',
          'unit', jsonb_build_object('user', '%1$s'), 'occurred_at', now() - interval '1 minute')));
        select splitplot.record_events(jsonb_build_array(jsonb_build_object(
          'index', 0, 'id', gen_random_uuid(), 'units', jsonb_build_object('user', '%1$s'),
          'name', 'spend', 'value', %2$s, 'occurred_at', now())));
        """
            .formatted(unit, amount));
  }

  /** Units see the letter and spend 1 each, the exposures in one transaction. */
  void spendTogether(String... units) {
    primary.run(
        Arrays.stream(units)
            .map(
                """
                select splitplot.record_exposures(jsonb_build_array(jsonb_build_object(
                  'index', 0, 'id', gen_random_uuid(), 'experiment', 'mail', 'variant', 'letter',
                  'unit', jsonb_build_object('user', '%1$s'), 'occurred_at', now() - interval '1 minute')));
                """
                    ::formatted)
            .collect(Collectors.joining()));
    for (var unit : units) {
      primary.run(
          """
          select splitplot.record_events(jsonb_build_array(jsonb_build_object(
            'index', 0, 'id', gen_random_uuid(), 'units', jsonb_build_object('user', '%1$s'),
            'name', 'spend', 'value', 1, 'occurred_at', now())));
          """
              .formatted(unit));
    }
  }

  /** A unit views a page. */
  void view(String unit) {
    primary.run(
        """
        insert into splitplot.event (id, units, name, properties, occurred_at, received_at)
        values (gen_random_uuid(), '{"user": "%s"}', 'view', '{"page": 1}', now(), now())
        """
            .formatted(unit));
  }

  /** The units that viewed a page, each with the properties that are known of it. */
  String propertiesOfUnits() {
    return warehouseValue(
        """
        select string_agg(e.unit_id || coalesce(e.properties::text, ''), ' ' order by e.unit_id)
        from fact.event e
        where e.name = 'view'
        """);
  }

  /** What the rollups have: units and the sum of what they spent. */
  String rolledUp() {
    return warehouseValue(
        """
        select format('%s units, %s',
          (select coalesce(sum(unit_count), 0) from rollup.traffic),
          (select coalesce(trim_scale(sum(sum_y)), 0) from rollup.moments))
        """);
  }

  /** The ids of all exposures and events that the primary has. */
  String sent() {
    return primaryValue(
        """
        select string_agg(f.id::text, ' ' order by f.id)
        from (select id from splitplot.exposure union all select id from splitplot.event) f
        """);
  }

  /** The ids of all facts that the warehouse has. */
  String stored() {
    return warehouseValue(
        """
        select string_agg(f.id::text, ' ' order by f.id)
        from (select id from fact.exposure union all select id from fact.event) f
        """);
  }

  /** Bounds the log that the server keeps for slots. */
  void boundSlots(String size) throws SQLException {
    try (var connection = primary.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("alter system set max_slot_wal_keep_size = '%s'".formatted(size));
      statement.execute("select pg_reload_conf()");
    }
  }

  /** Writes so many megabytes of log, and has the server throw away what it need not keep. */
  void writeLog(int megabytes) throws SQLException {
    try (var connection = primary.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "select pg_logical_emit_message(false, 'test', repeat('x', 1048576))"
              + " from generate_series(1, %d)".formatted(megabytes));
      statement.execute("checkpoint");
    }
  }

  String slotState() {
    return primaryValue(
        "select wal_status from splitplot.slot_state where slot_name = 'splitplot_feed'");
  }

  double heartbeatAge() {
    return Double.parseDouble(
        warehouseValue(
            "select coalesce(extract(epoch from f.heartbeat_age), 1e9) from etl.feed_state f"));
  }

  void primary(String statements) {
    primary.run(statements);
  }

  void warehouse(String statements) {
    warehouse.run(statements);
  }

  String primaryValue(String query) {
    return value(primary.dataSource(), query);
  }

  String warehouseValue(String query) {
    return value(warehouse.dataSource(), query);
  }

  private static String value(DataSource database, String query) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Kills a process of the server by force, so that all of them end at once and the server recovers
   * from its log; returns when it answers again.
   */
  void crash() {
    var pid =
        Long.parseLong(
            primaryValue("select pid from pg_stat_activity where backend_type = 'walwriter'"));
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> primaryValue("select 1").equals("1"));
  }

  /** As when a warehouse is thrown away, but for the slot on the primary. */
  void dropSubscription() {
    var subscribed =
        warehouseValue(
            """
            select count(*)
            from pg_subscription s
            join pg_database d on d.oid = s.subdbid
            where d.datname = current_database()
            """);
    if (subscribed.equals("1")) {
      warehouse.run("call etl.forget_feed()");
    }
  }

  void dropSlot() {
    primary.run(
        """
        select pg_terminate_backend(active_pid)
        from pg_replication_slots
        where slot_name = 'splitplot_feed' and active
        """);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            primaryValue(
                    """
                    select count(*) from pg_replication_slots
                    where slot_name = 'splitplot_feed' and active
                    """)
                .equals("0"));
    primary.run(
        """
        select pg_drop_replication_slot(slot_name)
        from pg_replication_slots
        where slot_name = 'splitplot_feed'
        """);
  }

  /**
   * Slots are shared by the databases of a server, and a database with a slot cannot be dropped.
   */
  @Override
  public void close() {
    dropSubscription();
    dropSlot();
    warehouse.close();
    primary.close();
  }
}
