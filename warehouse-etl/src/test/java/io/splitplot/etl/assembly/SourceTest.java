package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.export.Export;
import io.splitplot.etl.export.ExportProgress;
import io.splitplot.etl.export.ExportRequest;
import io.splitplot.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of other databases and of Parquet. */
class SourceTest {
  private static final Lines LINES = new Lines();
  private static final TestDatabase OTHER = TestDatabase.empty();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
    OTHER.close();
  }

  private static String query(String line, String jdbc, String watermark) {
    return """
    line: %s
    source:
      jdbc: "%s"
      query: select * from contact
      watermark: %s
    target: {table: %1$s, mode: upsert, key: id}
    columns:
      id: bigint
      changed_at: {type: timestamp, zone: UTC}
      amount: numeric
      facts: json
      what: text
    """
        .formatted(line, jdbc, watermark);
  }

  @Test
  void aQueryOfPostgresqlIsReadFromItsWatermarkOn() throws Exception {
    OTHER.run(
        """
        create table contact (id int, changed_at timestamptz, amount numeric, facts jsonb, what text);
        insert into contact
        select n, timestamptz '2026-01-01 00:00:00.123456Z' + (n / 10) * interval '1 second', n / 7.0, '{"a": [1, null]}',
          nullif('ü' || n % 3, 'ü1')
        from generate_series(1, 5000) n
        """);
    var jdbc = OTHER.jdbcUrl() + "?user=" + OTHER.user() + "&password=" + OTHER.password();
    var yaml = query("pg", jdbc, "[changed_at, id]");

    assertThat(LINES.load(folder, yaml).added()).isEqualTo(5000);
    assertThat(LINES.load(folder, yaml).read()).isZero();
    OTHER.run(
        """
        update contact set what = 'changed', changed_at = '2026-02-01Z' where id in (7, 8);
        insert into contact values (5001, '2026-02-01Z', -1e10, '"text"', E'tab\\t, "quote"')
        """);
    assertThat(LINES.load(folder, yaml))
        .extracting(LoadResult::added, LoadResult::changed)
        .containsExactly(1L, 2L);

    var here = LINES.value(sums("external.pg"));
    assertThat(here).isEqualTo(otherValue(sums("contact")));
  }

  private static String sums(String table) {
    return """
    select md5(string_agg(
      concat_ws('|', id, changed_at at time zone 'UTC', trim_scale(amount), facts, coalesce(what, 'null')), ';' order by id))
    from %s
    """
        .formatted(table);
  }

  private static String otherValue(String query) throws Exception {
    try (var connection = OTHER.dataSource().getConnection();
        var row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void soIsOneOfSqlite() throws Exception {
    var jdbc = "jdbc:sqlite:" + folder.resolve("crm.sqlite");
    try (var sqlite = DriverManager.getConnection(jdbc);
        var statement = sqlite.createStatement()) {
      statement.executeUpdate(
          "create table contact (id integer, changed_at text, amount real, facts text, what text)");
      statement.executeUpdate(
          """
          with recursive n(n) as (select 1 union all select n + 1 from n where n < 3000)
          insert into contact select n, '2026-01-01 10:00:00', n / 4.0, null, 'w' || n from n
          """);
      assertThat(LINES.load(folder, query("lite", jdbc, "id")).added()).isEqualTo(3000);
      statement.executeUpdate(
          "insert into contact values (3001, '2026-01-02 00:00:00', null, null, 'new')");
      var later = LINES.load(folder, query("lite", jdbc, "id"));
      assertThat(later.added()).isEqualTo(1);
    }
    assertThat(LINES.value("select format('%s %s', sum(amount), count(what)) from external.lite"))
        .isEqualTo("1125375.00 3001");
  }

  @Test
  void aQueryThatCannotBeReadSaysSo() throws Exception {
    var jdbc = OTHER.jdbcUrl() + "?user=" + OTHER.user() + "&password=" + OTHER.password();
    assertThatThrownBy(() ->
            LINES.load(
                folder, query("nowhere", "jdbc:postgresql://127.0.0.1:9/x", "[changed_at, id]")))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("SP-LOAD-SOURCE");
    assertThatThrownBy(() ->
            LINES.load(
                folder,
                query("wrong", jdbc, "id").replace("select * from contact", "select 1 as no")))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("column \"id\" does not exist");
  }

  @Test
  void whatWeExportAsParquetCanBeLoadedAgain() throws Exception {
    LINES.run(
        """
        insert into fact.event
          (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at)
        select 1, nextval('fact.import_event_arrival'), gen_random_uuid(), 'user', 'u' || n, 'order', n / 3.0, 'o' || n, n,
          'EUR', timestamptz '2026-01-05 10:00Z' + n * interval '1 microsecond', now()
        from generate_series(1, 3000) n;
        select rollup.advance();
        """);
    var events = LINES.value("select count(*) from fact.event");
    var parquet = folder.resolve("lake");
    Export.run(
        new ExportRequest(
            LINES.loader(), parquet, Optional.empty(), Optional.empty(), Optional.empty()),
        ExportProgress.NONE);
    var yaml =
        """
        line: parquet
        source: {files: "lake/events/*/*.parquet"}
        target: {table: parquet, mode: upsert, key: id}
        columns: {id: uuid, unit_id: text, value: numeric, amount_minor: bigint, occurred_at: timestamp}
        """;
    assertThat(LINES.load(folder, yaml).added()).isEqualTo(Long.parseLong(events));
    assertThat(LINES.load(folder, yaml).read()).isZero();
    assertThat(
            LINES.value(
                """
                select count(*)
                from external.parquet p
                join fact.event e using (id, unit_id, occurred_at)
                where (p.value, p.amount_minor) is not distinct from (e.value, e.amount_minor)
                """))
        .isEqualTo(events);
  }

  @Test
  void ordersAndTheCostsOfTheirProductsMakeEventsThatMetricsCanCount() throws Exception {
    Files.writeString(
        folder.resolve("costs.csv"),
        "sku,cost,since\na,1.00,2026-01-01T00:00:00Z\na,2.00,2026-03-01T00:00:00Z\nb,5.50,2026-01-01T00:00:00Z\n");
    LINES.load(
        folder,
        """
        line: costs
        source: {files: costs.csv}
        target: {table: product_cost, mode: history, key: sku}
        columns:
          sku: text
          cost_minor: {type: bigint, from: cost, minor_digits: 2, required: true}
          valid_from: {type: timestamp, from: since, required: true}
        """);
    LINES.run(
        """
        insert into fact.event
          (source, arrival, id, unit_type, unit_id, name, order_key, amount_minor, currency, lines, occurred_at, received_at)
        select
          0, nextval('fact.feed_event_arrival'), gen_random_uuid(), 'user', 'buyer', 'order', key, 1000, 'EUR', lines::jsonb, at, now()
        from (values
          ('o1', timestamptz '2026-02-01Z', '[{"sku": "a", "quantity": 2, "amount_minor": 500},
            {"sku": "b", "quantity": 1, "amount_minor": 900}]'),
          ('o2', '2026-04-01Z', '[{"sku": "a", "quantity": 1, "amount_minor": 250}]')) o(key, at, lines)
        """);
    var yaml =
        """
        line: margins
        source:
          jdbc: "%s"
          query: >
            select e.arrival, e.unit_id, e.occurred_at,
              sum((l ->> 'amount_minor')::bigint - (l ->> 'quantity')::bigint * c.cost_minor) / 100.0 as margin
            from fact.event e
            cross join jsonb_array_elements(e.lines) l
            join external.product_cost c on c.sku = l ->> 'sku'
              and e.occurred_at >= c.valid_from and (c.valid_to is null or e.occurred_at < c.valid_to)
            where e.source = 0 and e.name = 'order'
            group by e.arrival, e.unit_id, e.occurred_at
          watermark: [arrival]
        target: {events: {unit_type: user}}
        columns: {name: {value: margin}, value: margin}
        """
            .formatted(LINES.jdbcUrl());

    assertThat(LINES.load(folder, yaml).added()).isEqualTo(2);
    assertThat(LINES.load(folder, yaml).read()).isZero();
    assertThat(
            LINES.value(
                """
                select string_agg(format('%s %s', unit_id, trim_scale(value)), ', ' order by occurred_at)
                from fact.event where name = 'margin'
                """))
        .isEqualTo("buyer 6.5, buyer 0.5");
  }
}
