package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a failover of the primary the warehouse has what the new primary has, and goes on. */
class FailoverTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Cluster cluster = new Cluster(Map.of());
  private final TestDatabase warehouse = TestDatabase.warehouse();
  private final Random random = new Random(20261125);

  @BeforeEach
  void configure() {
    cluster.primary(
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

  @AfterEach
  void close() {
    warehouse.run(
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
    warehouse.close();
    cluster.close();
  }

  private FeedSettings settings() {
    return new FeedSettings(warehouse.dataSource(), cluster.publisher(), Duration.ofMillis(20));
  }

  /** Services report so many facts of random units. */
  private void traffic(int facts) {
    for (var fact = 0; fact < facts; fact++) {
      var id = new UUID(random.nextLong(), random.nextLong());
      var unit = "u" + random.nextInt(20);
      cluster.primary(
          random.nextBoolean()
              ? """
              select splitplot.record_exposures(jsonb_build_array(jsonb_build_object(
                'index', 0, 'id', '%s', 'experiment', 'mail', 'variant', '%s',
                'unit', jsonb_build_object('user', '%s'), 'occurred_at', now() - interval '1 minute')))
              """
                  .formatted(id, unit.hashCode() % 2 == 0 ? "none" : "letter", unit)
              : """
              select splitplot.record_events(jsonb_build_array(jsonb_build_object(
                'index', 0, 'id', '%s', 'units', jsonb_build_object('user', '%s', 'session', '%s'),
                'name', 'spend', 'value', %d, 'occurred_at', now() - random() * interval '1 day')))
              """
                  .formatted(id, unit, "s" + unit, random.nextInt(100)));
    }
  }

  private static final String FACTS_OF_PRIMARY =
      """
      select string_agg(f.fact, E'\\n' order by f.fact) from (
        select concat_ws(' ', x.id, x.experiment_id, x.phase_id, x.variant_id, x.unit_id, x.occurred_at, x.received_at)
        from splitplot.exposure x
        union all
        select concat_ws(' ', e.id, u.key, u.value, e.name, e.value, e.occurred_at, e.received_at)
        from splitplot.event e
        cross join lateral jsonb_each_text(e.units) u
      ) f(fact)
      """;

  private static final String FACTS_OF_WAREHOUSE =
      """
      select string_agg(f.fact, E'\\n' order by f.fact) from (
        select concat_ws(' ', x.id, x.experiment_id, x.phase_id, x.variant_id, x.unit_id, x.occurred_at, x.received_at)
        from fact.exposure x
        union all
        select concat_ws(' ', e.id, e.unit_type, e.unit_id, e.name, e.value, e.occurred_at, e.received_at)
        from fact.event e
      ) f(fact)
      """;

  private String warehouseValue(String query) throws SQLException {
    try (var connection = warehouse.dataSource().getConnection()) {
      return Cluster.value(connection, query);
    }
  }

  private void assertTheSame() throws SQLException {
    assertThat(warehouseValue(FACTS_OF_WAREHOUSE))
        .isEqualTo(cluster.primaryValue(FACTS_OF_PRIMARY));
    assertThat(warehouseValue("select string_agg(r::text, ' ') from rollup.rebuild() r"))
        .isEqualTo("null");
  }

  @Test
  void theWarehouseBecomesWhatThePromotedStandbyIs() throws Exception {
    cluster.addStandby();
    try (var feed = Feed.start(settings())) {
      traffic(30);
      feed.caughtUp(LIMIT);
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      traffic(20);
      feed.caughtUp(LIMIT);
    }
    cluster.failOver();
    traffic(10);

    try (var feed = Feed.start(settings())) {
      traffic(10);
      feed.caughtUp(LIMIT);

      assertTheSame();
      assertThat(
              warehouseValue(
                  """
                  select concat_ws(' ', way, from_timeline, to_timeline, missing_count, phantom_count, hours_differ, verdict)
                  from etl.feed_resume
                  """))
          .isEqualTo("stitched 1 2 10 20 0 equal");
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().healthy());
    }
  }
}
