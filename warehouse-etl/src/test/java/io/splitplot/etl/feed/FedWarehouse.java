package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/** A warehouse that a {@link Cluster} feeds, and services that report to that cluster. */
final class FedWarehouse implements AutoCloseable {
  private static final String FACTS_OF_PRIMARY =
      """
      select coalesce(string_agg(f.fact, E'\\n' order by f.fact), '') from (
        select concat_ws(' ', x.id, x.experiment_id, x.phase_id, x.variant_id, x.unit_id, x.occurred_at, x.received_at)
        from splitplot.exposure x
        union all
        select concat_ws(' ', e.id, u.key, u.value, e.name, e.value, e.occurred_at, e.received_at)
        from splitplot.event e
        cross join lateral jsonb_each_text(e.units) u
      ) f(fact)
      """;

  private static final String FACTS =
      """
      select coalesce(string_agg(f.fact, E'\\n' order by f.fact), '') from (
        select concat_ws(' ', x.id, x.experiment_id, x.phase_id, x.variant_id, x.unit_id, x.occurred_at, x.received_at)
        from fact.exposure x
        union all
        select concat_ws(' ', e.id, e.unit_type, e.unit_id, e.name, e.value, e.occurred_at, e.received_at)
        from fact.event e
      ) f(fact)
      """;

  private final DataSource warehouse;
  private final Runnable drop;
  private final Cluster cluster;
  private final Random random;

  /** What services reported, in order. */
  private final List<String> reported = new ArrayList<>();

  FedWarehouse(Cluster cluster, Random random) {
    this(cluster, random, TestDatabase.warehouse());
  }

  private FedWarehouse(Cluster cluster, Random random, TestDatabase warehouse) {
    this(cluster, random, warehouse.dataSource(), warehouse::close);
  }

  /**
   * @param warehouse has our schema
   * @param drop what is done with it in the end
   */
  FedWarehouse(Cluster cluster, Random random, DataSource warehouse, Runnable drop) {
    this.warehouse = warehouse;
    this.drop = drop;
    this.cluster = cluster;
    this.random = random;
  }

  DataSource dataSource() {
    return warehouse;
  }

  FeedSettings settings() {
    return new FeedSettings(dataSource(), cluster.publisher(), Duration.ofMillis(20));
  }

  void run(String statements) {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String value(String query) throws SQLException {
    try (var connection = dataSource().getConnection()) {
      return Cluster.value(connection, query);
    }
  }

  String facts() throws SQLException {
    return value(FACTS);
  }

  /** Services report so many facts of random units. */
  void traffic(int facts) {
    for (var fact = 0; fact < facts; fact++) {
      var report = random.nextBoolean() ? exposure() : event();
      cluster.primary(report);
      reported.add(report);
    }
  }

  private String exposure() {
    var unit = random.nextInt(12);
    return """
    select splitplot.record_exposures(jsonb_build_array(jsonb_build_object(
      'index', 0, 'id', '%s', 'experiment', 'mail', 'variant', '%s',
      'unit', jsonb_build_object('user', 'u%d'), 'occurred_at', now() - interval '1 minute')))
    """
        .formatted(id(), unit % 2 == 0 ? "none" : "letter", unit);
  }

  private String event() {
    var unit = random.nextInt(12);
    return """
    select splitplot.record_events(jsonb_build_array(jsonb_build_object(
      'index', 0, 'id', '%s', 'units', jsonb_build_object('user', 'u%d', 'session', 's%2$d'),
      'name', 'spend', 'value', %d, 'occurred_at', now() - random() * interval '1 day')))
    """
        .formatted(id(), unit, random.nextInt(100));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** Services report so many of the newest facts again, as they do when no answer came. */
  void reportAgain(int facts) {
    reported
        .subList(Math.max(0, reported.size() - facts), reported.size())
        .forEach(cluster::primary);
  }

  /** Primary and warehouse have the same facts, and the rollups are what these say. */
  void assertIsThePrimary() throws SQLException {
    assertThat(facts()).isEqualTo(cluster.primaryValue(FACTS_OF_PRIMARY));
    assertThat(value("select string_agg(r::text, ' ') from rollup.rebuild() r")).isEqualTo("null");
    assertThat(
            value(
                """
                select format('%s %s', (select coalesce(sum(unit_count), 0) from rollup.traffic),
                  (select coalesce(trim_scale(sum(sum_y)), 0) from rollup.moments where metric_id = 1))
                """))
        .isEqualTo(
            cluster.primaryValue(
                """
                select format('%s %s', count(*), coalesce(sum(spent.value), 0)) from (
                  select x.unit_id, (
                    select trim_scale(sum(e.value)) from splitplot.event e
                    where e.units ->> 'user' = x.unit_id and e.name = 'spend' and e.occurred_at >= min(x.occurred_at)) as value
                  from splitplot.exposure x
                  group by x.unit_id
                ) spent
                """));
  }

  interface Attempt {
    void run() throws Exception;
  }

  /** Does something while a function of the warehouse fails whenever it is called. */
  void whileItDies(String function, Attempt attempt) throws Exception {
    var definition = value("select pg_get_functiondef('%s'::regprocedure)".formatted(function));
    var body =
        value("select prosrc from pg_proc where oid = '%s'::regprocedure".formatted(function));
    var language =
        value(
            "select l.lanname from pg_proc p join pg_language l on l.oid = p.prolang where p.oid = '%s'::regprocedure"
                .formatted(function));
    run(
        definition
            .replace(body, "begin raise exception 'killed'; end")
            .replace("LANGUAGE " + language, "LANGUAGE plpgsql"));
    try {
      attempt.run();
    } finally {
      run(definition);
    }
  }

  /** As if whoever works with the warehouse was killed. */
  void killSessions() {
    run(
        """
        select pg_terminate_backend(pid, 10000)
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
        """);
  }

  /** The unit is forgotten at the primary and here. */
  void forget(String unit) throws SQLException {
    cluster.primary("select splitplot.begin_forgetting('user', '%s', 'test')".formatted(unit));
    var forgetting = cluster.primaryValue("select max(forgetting_id) from splitplot.forgetting");
    while (!cluster
        .primaryValue("select changed from splitplot.forget_facts(%s)".formatted(forgetting))
        .equals("0")) {
      // Until nothing is left.
    }
    var names = cluster.primaryValue("select splitplot.forgetting_names(%s)".formatted(forgetting));
    run("select fact.forget($names$" + names + "$names$::jsonb)");
    cluster.primary("select splitplot.finish_forgetting(%s, '{}')".formatted(forgetting));
  }

  /** Also the slot, as a warehouse that is thrown away leaves it behind. */
  @Override
  public void close() {
    run(
        """
        do $$
        begin
          if exists (select from pg_subscription s join pg_database d on d.oid = s.subdbid
                     where d.datname = current_database())
          then
            alter subscription splitplot_feed disable;
            alter subscription splitplot_feed set (slot_name = none);
            drop subscription splitplot_feed;
          end if;
        end
        $$
        """);
    drop.run();
    cluster.dropSlot();
  }
}
