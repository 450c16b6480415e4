package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import io.splitplot.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came against what the source says of it. */
class TotalsTest {
  private static final Lines LINES = new Lines();
  private static final TestDatabase OTHER = TestDatabase.empty();

  private static final String COSTS =
      """
      line: %1$s
      source: {files: "*.csv"}
      target: {table: %1$s, mode: insert, key: sku}
      columns:
        sku: text
        cost_minor: {type: bigint, from: Cost, minor_digits: 2}
        weight: numeric
      totals: {sums: [cost_minor, weight]%2$s}
      """;

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
    OTHER.close();
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(folder.resolve(file), text);
  }

  private static String results(String line) throws SQLException {
    return LINES.value(
        """
        select string_agg(format('%%s %%s %%s/%%s', b.origin, g.gate, g.found, g.wanted), '; ' order by b.batch_id, g.gate)
        from etl.gate_result g join etl.line_batch b using (batch_id) join etl.line l using (line_id)
        where l.name = '%s'
        """
            .formatted(line));
  }

  @Test
  void aFileIsOneBatchWhoseRowsAndSumsAreWhatStandsBesideIt() throws Exception {
    write("a.csv", "sku,Cost,weight\na,0.10,0.1\nb,0.20,0.2\nc,x,1e-20\nd,1,\n");
    write(
        "a.csv.totals",
        "{\"rows\": 4, \"sums\": {\"Cost\": 1.3, \"weight\": 0.30000000000000000001}}");
    var rows = new StringBuilder("sku,Cost,weight\n");
    for (var i = 0; i < 9_000; i++) {
      rows.append("r").append(i).append(",0.01,1\n");
    }
    write("b.csv", rows.toString());
    write("b.csv.totals", "{\"rows\": 9000, \"sums\": {\"Cost\": \"90\", \"weight\": 9000.0}}");
    write("c.csv", "sku,Cost,weight\nlost,1.00,1\n");
    write("c.csv.totals", "{\"rows\": 2, \"sums\": {\"Cost\": 1.01, \"weight\": 1}}");

    var line = LINES.line(folder, COSTS.formatted("costs", ""), 1_000);
    var result = line.run();

    assertThat(result)
        .extracting(LoadResult::added, LoadResult::rejected, LoadResult::batches)
        .containsExactly(3L, 9_002L, 3L);
    assertThat(result.quarantined()).isEqualTo(2);
    assertThat(results("costs"))
        .isEqualTo(
            "a.csv totals_cost_minor 1.3/1.3; a.csv totals_rows 4/4; "
                + "a.csv totals_weight 0.30000000000000000001/0.30000000000000000001; "
                + "b.csv totals_cost_minor 90/the source does not say it; b.csv totals_rows 9000/9000; "
                + "b.csv totals_weight 9000/9000; "
                + "c.csv totals_cost_minor 1/1.01; c.csv totals_rows 1/2; c.csv totals_weight 1/1");
    assertThat(line.run().read()).isZero();

    var quarantined = Long.parseLong(LINES.value("select max(batch_id) from etl.line_batch"));
    assertThatThrownBy(() -> line.replay(quarantined, false))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("SP-LOAD-GATE")
        .hasMessageContaining("totals_rows found 1, wanted 2");
    assertThat(line.replay(quarantined, true)).isEqualTo(1);
    assertThat(LINES.value("select count(*) from external.costs where sku = 'lost'"))
        .isEqualTo("1");
  }

  @Test
  void aFileOfWhichNothingIsSaidStopsTheLineOrStaysOutAsDeclared() throws Exception {
    write("a.csv", "sku,Cost,weight\na,0.10,0.1\n");
    assertThatThrownBy(() -> LINES.load(folder, COSTS.formatted("untold", "")))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("SP-LOAD-TOTALS")
        .hasMessageContaining("a.csv.totals");

    write("b.csv", "sku,Cost,weight\nb,0.10,0.1\n");
    write("b.csv.totals", "{\"rows\": 1e999999999}");
    write("c.csv", "sku,Cost,weight\nc,0.10,0.1\n");
    write("c.csv.totals", "rows: 1");
    var result = LINES.load(folder, COSTS.formatted("untold", ", missing: quarantine"));
    assertThat(result.quarantined()).isEqualTo(3);
    assertThat(results("untold"))
        .contains("a.csv totals_rows 1/there is no a.csv.totals")
        .contains("b.csv totals_rows 1/b.csv.totals has no number rows")
        .contains("c.csv totals_rows 1/c.csv.totals is no JSON");
  }

  @Test
  void aFileWithTooManyDeadLettersIsKeptOutInPartsAndNotHeldInMemory() throws Exception {
    write(
        "a.csv",
        "sku,Cost,weight\n" + ("bad," + "x".repeat(1000) + ",1\n").repeat(3_000) + "a,1,1\n");
    write("a.csv.totals", "{\"rows\": 3001, \"sums\": {\"Cost\": 1, \"weight\": 3001}}");
    var result = LINES.load(folder, COSTS.formatted("parts", ""));
    assertThat(result.read()).isEqualTo(3_001);
    assertThat(result.added()).isZero();
    assertThat(result.quarantined()).isEqualTo(result.batches()).isGreaterThan(1);
    assertThat(results("parts")).contains("/a part only: too many of its rows are dead letters");
  }

  @Test
  void aDatabaseCountsAndSumsWhatWasReadOfIt() throws Exception {
    OTHER.run(
        """
        create table contact (id int, at timestamptz, "Minutes" numeric);
        insert into contact select n, timestamptz '2026-01-01Z' + (n / 10) * interval '1 s', n / 3.0
        from generate_series(1, 120000) n;
        create view ledger as select id, at, "Minutes" from contact where id <> 120003
        """);
    var yaml =
        """
        line: contacts
        source:
          jdbc: "%s?user=%s&password=%s"
          query: select * from contact
          watermark: [at, id]
        target: {table: contacts, mode: upsert, key: id}
        columns: {id: bigint, at: timestamp, minutes: {type: numeric, from: Minutes}}
        totals: {sums: [minutes], query: select * from ledger}
        """
            .formatted(OTHER.jdbcUrl(), OTHER.user(), OTHER.password());

    var first = LINES.load(folder, yaml);
    assertThat(first)
        .extracting(LoadResult::added, LoadResult::batches, LoadResult::quarantined)
        .containsExactly(120_000L, 3L, 0L);
    OTHER.run(
        "insert into contact values (120001, '2026-02-01Z', 1), (120002, '2026-02-01Z', null)");
    assertThat(LINES.load(folder, yaml))
        .extracting(LoadResult::added, LoadResult::quarantined)
        .containsExactly(2L, 0L);
    OTHER.run("insert into contact values (120003, '2026-02-01Z', 2.5)");
    assertThat(LINES.load(folder, yaml))
        .extracting(LoadResult::added, LoadResult::quarantined)
        .containsExactly(0L, 1L);
    assertThat(results("contacts"))
        .endsWith(
            "query totals_minutes 1/1; query totals_rows 2/2; query totals_minutes 2.5/0; query totals_rows 1/0");
  }
}
