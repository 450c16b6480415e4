package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.testing.TestDatabase;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Persons are exported and forgotten, in a primary and a warehouse that is fed by it. */
class PrivacyApiTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Every table of ours that names the person, but for a forgetting that is not done. */
  private static final String FOUND =
      """
      select c.oid::regclass::text
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('splitplot', 'fact', 'rollup', 'etl')
        and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname not like 'forgetting%'
        and query_to_xml(
          format('select 1 from %s r where strpos(r::text, %L) > 0 limit 1', c.oid::regclass, 'needle'),
          true, false, '')::text like '%row%'
      order by 1
      """;

  private TestApi api;

  @BeforeEach
  void start() throws SQLException {
    api = new TestApi();
    api.primary()
        .run(
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
    subscribe();
    for (var unit : List.of("needle", "other")) {
      expose(unit);
      spend(unit);
    }
    post(
        "/v1/identities",
        "{'anonymous':{'user':'needle-device'},'known':{'user':'needle'},'session':'needle-s'}");
  }

  @AfterEach
  void stop() {
    api.warehouse().run("call etl.forget_feed()");
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() ->
            api.value(
                    "select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots"
                        + " where database = current_database()")
                .equals("1"));
    api.close();
  }

  @Test
  void aPersonIsExportedWithWhatBothDatabasesStore() {
    awaitFacts(4);

    var export = api.get("/v1/units/user/needle-device", "admin").json();

    assertThat(export.at("/primary/units").toString()).contains("\"needle\"", "\"needle-device\"");
    assertThat(export.at("/primary/exposures")).hasSize(1);
    assertThat(export.at("/primary/events/0/name").textValue()).isEqualTo("spend");
    assertThat(export.at("/warehouse/exposures")).hasSize(1);
    assertThat(export.at("/warehouse/events")).hasSize(1);
    assertThat(export.toString()).doesNotContain("other");
  }

  @Test
  void aForgottenPersonIsNamedNowhereAndTheReportIsTheSame() {
    awaitFacts(4);
    api.warehouse().run("select rollup.advance()");
    var report = report();

    var tried = forget("/v1/units/user/needle?dry_run=true");
    assertThat(found(api.primary())).contains("splitplot.exposure", "splitplot.identity_link");
    var answer = forget("/v1/units/user/needle");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/primary/exposure").intValue()).isEqualTo(1);
    assertThat(answer.json().at("/warehouse/event").intValue()).isEqualTo(1);
    assertThat(tried.json().path("primary")).isEqualTo(answer.json().path("primary"));
    assertThat(tried.json().path("warehouse")).isEqualTo(answer.json().path("warehouse"));
    assertThat(found(api.primary())).isEmpty();
    assertThat(found(api.warehouse())).isEmpty();
    assertThat(report()).isEqualTo(report);
    assertThat(api.get("/v1/units/user/needle", "admin").json().at("/primary/forgotten"))
        .hasSize(1);
  }

  @Test
  void whatIsOnItsWayToTheWarehouseIsForgottenThereToo() {
    awaitFacts(4);
    api.warehouse().run("alter subscription splitplot_feed disable");
    spend("needle");
    spend("needle");

    var answer = CompletableFuture.supplyAsync(() -> forget("/v1/units/user/needle"));
    await().atMost(LIMIT).until(() -> found(api.primary()).isEmpty());
    assertThat(answer).isNotDone();
    api.warehouse().run("alter subscription splitplot_feed enable");

    assertThat(answer.join().json().at("/warehouse/event").intValue()).isEqualTo(3);
    assertThat(found(api.warehouse())).isEmpty();
  }

  @Test
  void aForgettingThatDiedBetweenTheDatabasesIsCompletedByTheNext() {
    awaitFacts(4);
    api.primary().run("select splitplot.begin_forgetting('user', 'needle', 'somebody')");
    api.primary().run("select splitplot.forget_facts(1)");
    assertThat(found(api.warehouse())).isNotEmpty();
    spend("needle");

    var answer = forget("/v1/units/user/needle-device");

    assertThat(answer.json().at("/primary/exposure").intValue()).isEqualTo(1);
    awaitFacts(5);
    assertThat(api.value("select count(*) from splitplot.forgetting")).isEqualTo("0");
    assertThat(value(api.warehouse(), "select count(*) from fact.event where unit_id = 'needle'"))
        .as("what the unit has done since is a new unit's")
        .isEqualTo("1");
    assertThat(
            value(api.warehouse(), "select count(*) from fact.exposure where unit_id = 'needle'"))
        .isEqualTo("0");
  }

  @Test
  void whoComesBackIsDecidedAnewByEveryServer() {
    forget("/v1/units/user/needle");

    post(
        "/v1/identities",
        "{'anonymous':{'user':'needle-tablet'},'known':{'user':'needle'},'session':'t'}");

    await()
        .atMost(LIMIT)
        .until(() ->
            api.value("select root_id from splitplot.identity_link where unit_id = 'needle'")
                .equals("needle-tablet"));
  }

  @Test
  void anUnknownUnitTypeIsRefused() {
    assertThat(api.get("/v1/units/planet/mars", "admin").problem())
        .isEqualTo("422 unknown_unit_type unit_type");
    assertThat(forget("/v1/units/planet/mars").status()).isEqualTo(422);
  }

  private Answer forget(String path) {
    return api.send(api.request(path, "admin").DELETE());
  }

  private void expose(String unit) {
    post(
        "/v1/exposures",
        "{'exposures':[{'id':'%s','experiment':'mail','variant':'letter','occurred_at':'%s','unit':{'user':'%s','session':'%s-s'}}]}"
            .formatted(TestApi.uuid(), java.time.Instant.now(), unit, unit));
  }

  private void spend(String unit) {
    post(
        "/v1/events",
        "{'events':[{'id':'%s','name':'spend','value':5,'occurred_at':'%s','unit':{'user':'%s'},'properties':{'a':'%s'}}]}"
            .formatted(TestApi.uuid(), java.time.Instant.now(), unit, unit));
  }

  private void post(String path, String body) {
    var answer = api.post(path, "client", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private String report() {
    return value(api.warehouse(), "select report.document('mail') - 'as_of'");
  }

  /** Configuration too must have come: each table is copied by a worker of its own. */
  private void awaitFacts(int count) {
    await()
        .atMost(LIMIT)
        .until(() ->
            value(
                    api.warehouse(),
                    "select count(*) from pg_subscription_rel where srsubstate <> 'r'")
                .equals("0"));
    await()
        .atMost(LIMIT)
        .until(() ->
            value(
                    api.warehouse(),
                    "select (select count(*) from fact.exposure) + (select count(*) from fact.event)")
                .equals(String.valueOf(count)));
  }

  private static List<String> found(TestDatabase database) {
    return values(database, FOUND);
  }

  private static String value(TestDatabase database, String query) {
    return values(database, query).getFirst();
  }

  private static List<String> values(TestDatabase database, String query) {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      var values = new ArrayList<String>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In steps, as both databases are on one server. */
  private void subscribe() throws SQLException {
    var address = URI.create(api.primary().jdbcUrl().substring("jdbc:".length()));
    var slot = address.getPath().substring(1);
    api.warehouse()
        .run(
            """
            create subscription splitplot_feed
            connection 'host=%s port=%d dbname=%s user=%s password=%s'
            publication splitplot_warehouse
            with (connect = false, slot_name = %s, streaming = off)
            """
                .formatted(
                    address.getHost(),
                    address.getPort(),
                    slot,
                    api.primary().user(),
                    api.primary().password(),
                    slot));
    api.primary()
        .run("select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
    api.warehouse().run("alter subscription splitplot_feed enable");
    api.warehouse().run("alter subscription splitplot_feed refresh publication");
  }
}
