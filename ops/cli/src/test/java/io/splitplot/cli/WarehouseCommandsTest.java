package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import io.splitplot.migrate.Migrate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The commands that look after a warehouse, on an embedded server of its own. */
class WarehouseCommandsTest {
  private static final Path BINARIES =
      Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");
  private static final Path PROFILE = Path.of("..", "config", "warehouse.conf").toAbsolutePath();

  @TempDir private static Path root = Path.of("");

  private static EmbeddedPostgres postgres;
  private static PGSimpleDataSource warehouse;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() throws IOException, SQLException {
    var home = Files.createDirectory(root.resolve(".splitplot"));
    postgres = EmbeddedPostgres.start(Options.of(home.resolve("warehouse"), BINARIES));
    warehouse = new PGSimpleDataSource();
    warehouse.setUrl(postgres.jdbcUrl("postgres"));
    warehouse.setUser(postgres.superuser());
    warehouse.setPassword(postgres.password());
    Migrate.run(warehouse, Migrate.Target.WAREHOUSE);
    run("create role ana login password 'ana' in role splitplot_analyst");
    run("create role loader login password 'loader' in role splitplot_analyst, splitplot_etl");
    run(
        """
        insert into splitplot.unit_type values (1, 'user', '');
        insert into splitplot.experiment
        values (1, 'mail', 1, 'external', null, 's', 1, 'running', '', '{}', 1, now(), now(), null);
        insert into splitplot.variant values (1, 1, 'none', 1, true);
        insert into splitplot.metric
        values (1, 'spend', 1, 'mean', 'spend', false, null, null, null, 'increase', '', now());
        insert into splitplot.experiment_metric values (1, 1, 'primary');
        insert into fact.exposure
        select 0, n, md5('x' || n)::uuid, 1, 1, 1, 'u' || n, null, null, now(), now() from generate_series(1, 50) n;
        insert into fact.event (source, arrival, id, unit_type, unit_id, name, value, occurred_at, received_at)
        select 0, n, md5('e' || n)::uuid, 'user', 'u' || n, 'spend', n, now(), now() from generate_series(1, 50) n;
        """);
    run("select rollup.advance()");
    var endpoints =
        Files.createFile(
            home.resolve("endpoints.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        endpoints,
        """
        {"warehouse": "%s?user=%s&password=%s", "pid": 1}
        """
            .formatted(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password()));
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void aRebuildTellsWhatDiffered() throws Exception {
    assertThat(command("warehouse", "rebuild")).as(errors()).isZero();
    assertThat(output())
        .contains("50 exposed units and the sums above them are what the facts say");

    run("update rollup.traffic set unit_count = 49");
    assertThat(command("warehouse", "rebuild", "--json")).as(errors()).isEqualTo(3);
    var told = json();
    assertThat(told.path("differences").asInt()).isEqualTo(1);
    assertThat(told.at("/rows/0/table").asText()).isEqualTo("traffic");
    assertThat(told.at("/rows/0/was/unit_count").asInt()).isEqualTo(49);
    assertThat(told.at("/rows/0/is/unit_count").asInt()).isEqualTo(50);
    assertThat(command("warehouse", "rebuild")).as(errors()).isZero();
  }

  @Test
  void retentionIsToldAndChanged() throws Exception {
    run("select fact.make_day(date '2020-01-01' + n) from generate_series(0, 4) n");
    run("update splitplot.experiment set started_at = '2020-01-01'");
    run("insert into rollup.traffic values (1, 1, 1, 0, 0, '2020-01-04')");
    run("update rollup.traffic set unit_count = 1 where day = '2020-01-04'");
    try {
      assertThat(command("warehouse", "retention")).as(errors()).isZero();
      assertThat(output()).contains("facts are kept for ever").doesNotContain("to go", "held back");

      assertThat(command("warehouse", "retention", "--facts-kept", "90d", "--dry-run")).isZero();
      assertThat(output())
          .contains(
              "facts would be kept for P90D",
              "to go: 3 days, from 2020-01-01 to 2020-01-03",
              "held back: 2 days, from 2020-01-04 to 2020-01-05",
              "mail needs facts from 2020-01-04 on",
              "nothing was changed");
      assertThat(value("select facts_kept is null from fact.setting")).isEqualTo("t");

      assertThat(command("warehouse", "retention", "--facts-kept", "90d", "--json")).isZero();
      assertThat(json().path("facts_kept").asText()).isEqualTo("P90D");
      assertThat(json().at("/days/3/held_by/0").asText()).isEqualTo("mail");
      assertThat(value("select facts_kept = '90 days' from fact.setting")).isEqualTo("t");

      assertThat(command("warehouse", "retention", "--facts-kept", "soon")).isEqualTo(2);
      assertThat(errors()).contains("SP-RETENTION-001", "soon");
      assertThat(command("warehouse", "retention", "--facts-kept", "forever")).isZero();
      assertThat(output()).contains("facts are kept for ever");
    } finally {
      run("delete from rollup.traffic where day = '2020-01-04'");
    }
  }

  @Test
  void bloatIsTold() throws Exception {
    assertThat(command("warehouse", "bloat", "--all")).as(errors() + output()).isZero();
    assertThat(output()).contains("rollup.unit_metric", "fine: nothing is bloated");

    run("create table etl.bloated (n integer) with (autovacuum_enabled = off)");
    run("insert into etl.bloated select generate_series(1, 60000)");
    run("delete from etl.bloated where n % 2 = 0");
    run("analyze etl.bloated");
    try {
      assertThat(command("warehouse", "bloat")).as(errors()).isEqualTo(3);
      assertThat(output())
          .contains(
              "50 % of its rows are dead", "vacuum (analyze, verbose) etl.bloated", "1 to do");
      assertThat(command("warehouse", "bloat", "--json")).isEqualTo(3);
      assertThat(json().path("to_do").asInt()).isEqualTo(1);
    } finally {
      run("drop table etl.bloated");
    }
  }

  @Test
  void aServerIsTunedAndItsAnalystsAreLimited() throws Exception {
    assertThat(tune("--dry-run")).as(errors()).isZero();
    assertThat(output())
        .contains(
            "random_page_cost from 4 to 1.1",
            "alter system set shared_buffers = '2048MB'",
            "role ana: statement_timeout from the server's to 5min",
            "nothing was changed")
        .doesNotContain("role loader", "role postgres");
    assertThat(value("show random_page_cost")).isEqualTo("4");

    assertThat(tune("--json")).as(errors()).isZero();
    assertThat(json().path("needs_restart").asBoolean()).isTrue();
    assertThat(value("show random_page_cost")).isEqualTo("1.1");
    assertThat(value("select rolconnlimit from pg_roles where rolname = 'ana'")).isEqualTo("20");

    assertThat(tune("--dry-run", "--json")).as(errors()).isZero();
    assertThat(json().path("changes"))
        .isNotEmpty()
        .allSatisfy(change -> {
          assertThat(change.path("needs_restart").asBoolean()).isTrue();
          assertThat(change.path("command").isNull()).isTrue();
        });
    theAnalystIsLimited();
  }

  private static void theAnalystIsLimited() throws SQLException {
    try (var ana = DriverManager.getConnection(postgres.jdbcUrl("postgres"), "ana", "ana");
        var statement = ana.createStatement()) {
      try (var row =
          statement.executeQuery(
              """
              select current_setting('statement_timeout'), current_setting('temp_file_limit'),
                current_setting('idle_in_transaction_session_timeout')
              """)) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("5min");
        assertThat(row.getString(2)).isEqualTo("10GB");
        assertThat(row.getString(3)).isEqualTo("1min");
      }
      assertThatThrownBy(() -> statement.execute("set temp_file_limit = '-1'"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void anUnknownSettingIsRefusedAndNothingIsChanged() throws Exception {
    var before = value("show deadlock_timeout");
    var profile =
        Files.writeString(
            root.resolve("wrong.conf"), "deadlock_timeout = 3s\nshared_bufers = 1GB\n");

    assertThat(command("warehouse", "tune", "--profile", profile.toString())).isEqualTo(2);

    assertThat(errors()).contains("SP-TUNE-003", "shared_bufers");
    assertThat(value("show deadlock_timeout")).isEqualTo(before);
  }

  @Test
  void aLineThatIsNoSettingIsRefused() throws Exception {
    var profile = Files.writeString(root.resolve("broken.conf"), "# why\nwork_mem 5MB\n");

    assertThat(command("warehouse", "tune", "--profile", profile.toString())).isEqualTo(2);

    assertThat(errors()).contains("SP-TUNE-002", "line 2");
  }

  @Test
  void factsAreExported() throws Exception {
    var lake = root.resolve("lake");

    assertThat(command("export", "--to", lake.toString(), "--json")).as(errors()).isZero();

    assertThat(json().at("/rows/events").asInt()).isEqualTo(50);
    assertThat(lake.resolve("manifest.json")).exists();
    assertThat(command("export", "--to", lake.toString(), "--experiment", "none")).isEqualTo(1);
    assertThat(errors()).contains("SP-EXPORT-EXPERIMENT");
    assertThat(command("export", "--to", lake.toString(), "--from", "yesterday")).isEqualTo(2);
  }

  private int tune(String option, String... more) {
    var arguments = new String[6 + more.length];
    var first =
        new String[] {"warehouse", "tune", "--memory=8", "--profile", PROFILE.toString(), option};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return command(arguments);
  }

  private int command(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(arguments, root, Map.of(), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    return new JsonMapper().readTree(output());
  }

  private static void run(String sql) throws SQLException {
    try (var connection = warehouse.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(String query) throws SQLException {
    try (var connection = warehouse.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
