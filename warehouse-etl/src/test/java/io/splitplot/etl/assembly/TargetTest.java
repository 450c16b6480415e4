package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How tables take rows: modes, versions, histories, and declarations that change. */
class TargetTest {
  private static final Lines LINES = new Lines();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
  }

  private LoadResult load(String file, String rows, String yaml)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve(file), rows);
    return LINES.load(folder, yaml);
  }

  @Test
  void upsertTakesTheLastRowOfAKeyOrTheNewestVersion() throws Exception {
    var yaml =
        """
        line: stock
        source: {files: "*.csv"}
        target: {table: stock, mode: upsert, key: [shop, sku], version: seen}
        columns: {shop: text, sku: text, pieces: bigint, seen: bigint}
        """;
    assertThat(load("1.csv", "shop,sku,pieces,seen\na,x,5,1\na,x,6,3\na,x,7,2\nb,x,1,1\n", yaml))
        .extracting(LoadResult::added, LoadResult::changed, LoadResult::present)
        .containsExactly(2L, 0L, 2L);
    assertThat(load("2.csv", "shop,sku,pieces,seen\na,x,8,2\nb,x,2,2\n", yaml))
        .extracting(LoadResult::added, LoadResult::changed, LoadResult::present)
        .containsExactly(0L, 1L, 1L);
    assertThat(
            LINES.value(
                "select string_agg(format('%s %s %s', shop, sku, pieces), ', ' order by shop) from external.stock"))
        .isEqualTo("a x 6, b x 2");
  }

  @Test
  void aHistoryIsTheSameInWhateverOrderAndPiecesItsRowsCome() throws Exception {
    var versions = new ArrayList<String>();
    for (var day = 1; day <= 9; day++) {
      versions.add("a,%d,2026-01-0%dT00:00:00Z".formatted(day % 3, day));
      versions.add("b,%d,2026-01-0%dT12:00:00Z".formatted(day, day));
    }
    String expected = null;
    for (var seed = 0; seed < 8; seed++) {
      var shuffled = new ArrayList<>(versions);
      Collections.shuffle(shuffled, new Random(seed));
      var cut = 1 + new Random(seed).nextInt(shuffled.size() - 1);
      var history =
          history(
              "prices" + seed,
              List.of(shuffled.subList(0, cut), shuffled.subList(cut, shuffled.size())));
      expected = expected == null ? history : expected;
      assertThat(history).as("seed %d", seed).isEqualTo(expected);
    }
    assertThat(expected)
        .startsWith("a 1 2026-01-01 00:00:00 2026-01-02 00:00:00")
        .endsWith("b 9 2026-01-09 12:00:00 ");
  }

  private String history(String table, List<List<String>> files)
      throws IOException, InterruptedException, SQLException {
    for (var i = 0; i < files.size(); i++) {
      load(
          table + "-" + i + ".csv",
          "sku,price,since\n" + String.join("\n", files.get(i)),
          """
          line: %1$s
          source: {files: "%1$s-*.csv"}
          target: {table: %1$s, mode: history, key: sku}
          columns:
            sku: text
            price: bigint
            valid_from: {type: timestamp, from: since, required: true}
          """
              .formatted(table));
    }
    return LINES.value(
        """
        select string_agg(format('%%s %%s %%s %%s', sku, price, valid_from at time zone 'UTC', valid_to at time zone 'UTC'),
          ', ' order by sku, valid_from)
        from external.%s
        """
            .formatted(table));
  }

  @Test
  void aHistoryWithoutATimeOfItsOwnKeepsWhatIsNew() throws Exception {
    var yaml =
        """
        line: names
        source: {files: "*.csv"}
        target: {table: name, mode: history, key: id}
        columns: {id: bigint, name: text}
        """;
    load("1.csv", "id,name\n1,a\n2,b\n", yaml);
    assertThat(load("2.csv", "id,name\n1,a\n2,c\n", yaml))
        .extracting(LoadResult::added, LoadResult::present)
        .containsExactly(1L, 1L);
    assertThat(
            LINES.value(
                """
                select string_agg(format('%s %s %s', id, name, valid_to is null), ', ' order by id, valid_from)
                from external.name
                """))
        .isEqualTo("1 a t, 2 b f, 2 c t");
  }

  @Test
  void aDeclarationMayGainColumnsAndNotLoseOrChangeThem() throws Exception {
    var yaml =
        """
        line: growing
        source: {files: "*.ndjson"}
        target: {table: growing, mode: upsert, key: id}
        columns: {id: bigint%s}
        """;
    load("1.ndjson", "{\"id\":1,\"tags\":[1,2]}", yaml.formatted(""));
    load("2.ndjson", "{\"id\":2,\"tags\":[3]}", yaml.formatted(", tags: json"));
    assertThat(
            LINES.value(
                "select string_agg(format('%s %s %s', id, tags, extra), ', ' order by id) from external.growing"))
        .isEqualTo("1  {\"tags\": [1, 2]}, 2 [3] ");
    for (var wrong : List.of("", ", tags: text")) {
      assertThatThrownBy(() -> load("3.ndjson", "{\"id\":3}", yaml.formatted(wrong)))
          .isInstanceOf(EtlException.class)
          .hasMessageContaining("SP-LOAD-DECLARATION")
          .hasMessageContaining("tags json");
    }
    assertThatThrownBy(() ->
            load(
                "3.ndjson",
                "{\"id\":3}",
                """
                line: another
                source: {files: "*.ndjson"}
                target: {table: growing, mode: upsert, key: id}
                columns: {id: bigint, tags: json}
                """))
        .hasMessageContaining("belongs to another line");
    assertThat(LINES.value("select count(*) from external.growing")).isEqualTo("2");
  }

  @Test
  void everyGateFindsWhatItLooksFor() throws Exception {
    load(
        "skus.csv",
        "sku\na\nb\n",
        """
        line: skus
        source: {files: skus.csv}
        target: {table: sku, mode: upsert, key: sku}
        columns: {sku: text}
        """);
    var result =
        load(
            "orders.csv",
            "id,sku,pieces,variant,at\n1,a,5,x,2026-01-01T00:00:00Z\n1,z,-2,x,2026-01-01T00:00:00Z\n"
                + "3,b,,x,2026-01-01T00:00:00Z\n".repeat(60),
            """
            line: orders
            source: {files: orders.csv}
            target: {table: orders, mode: insert}
            columns: {id: bigint, sku: text, pieces: bigint, variant: text, at: timestamp}
            gates:
              - {kind: not_null, column: pieces}
              - {kind: range, column: pieces, at_least: 0, at_most: 100}
              - {kind: unique, column: id}
              - {kind: reference, column: sku, table: sku, key: sku}
              - {kind: freshness, column: at, within: PT24H}
              - {kind: row_count, at_least: 100}
              - {kind: sum, column: pieces, at_least: 4}
              - {kind: sample_ratio, column: variant, weights: {x: 1, y: 1}}
              - {kind: row_count, name: not_too_many, at_most: 62}
            """);

    assertThat(result.quarantined()).isEqualTo(1);
    assertThat(
            LINES.value(
                """
                select string_agg(format('%s %s', gate, passed), ', ' order by gate)
                from etl.gate_result join etl.line_batch using (batch_id) join etl.line using (line_id) where name = 'orders'
                """))
        .isEqualTo(
            "freshness_at f, not_null_pieces f, not_too_many t, range_pieces f, reference_sku f, row_count f,"
                + " sample_ratio_variant f, sum_pieces f, unique_id f");
  }

  @Test
  void whatNoTableCanHoldIsADeadLetterAndStopsNothing() throws Exception {
    var rows =
        List.of(
            "{\"a\":\"" + "k".repeat(3_000) + "\"}",
            "{\"a\":\"ok\",\"n\":1e999}",
            "{\"a\":\"ok\",\"n\":\"NaN\"}",
            "{\"a\":\"n\\u0000l\"}",
            "{\"a\":\"half \\ud83d\"}",
            "{\"a\":\"ok\",\"extra\":{\"\\u0000\":1}}",
            "{\"a\":\"ok\",\"extra\":1e999999}",
            "{\"a\":\"ok\",\"a\":\"twice\"}",
            "{\"a\":[1]}",
            "{\"a\":null}",
            "{\"a\":\"ok\",\"t\":\"+999999999-01-01T00:00:00Z\"}",
            "{\"a\":\"ok\",\"t\":\"2026-02-30T00:00:00Z\"}",
            "[".repeat(100_000),
            "{\"a\":\"ok\"} {}",
            "null",
            "{\"a\":\"" + "k".repeat(500) + "\"}",
            "{\"a\":\"💥\",\"n\":-0.000000000000000000001,\"t\":\"0001-01-01T00:00:00Z\",\"j\":[{\"x\":1e300}]}");
    var result =
        load(
            "a.ndjson",
            String.join("\n", rows),
            """
            line: hostile
            source: {files: a.ndjson}
            target: {table: hostile, mode: upsert, key: a}
            columns: {a: text, n: numeric, t: timestamp, j: json}
            """);

    // 1e999 is a number as any other
    assertThat(result.added()).isEqualTo(3);
    assertThat(result.rejected()).isEqualTo(rows.size() - 3);
    assertThat(LINES.value("select n from external.hostile where a = '💥'"))
        .isEqualTo("-0.000000000000000000001");
  }

  @Test
  void aDeclarationSaysWhichColumnsNameUnitsAndWhichArePersonal() throws Exception {
    var yaml =
        """
        line: calls
        source: {files: "*.csv"}
        target: {table: call, mode: insert, key: id}
        columns: {id: bigint, customer: text, order_no: text, email: text}
        %s
        """;
    load("1.csv", "id,customer,order_no,email\n1,u1,o1,x\n", yaml.formatted(""));
    load(
        "2.csv",
        "id,customer,order_no,email\n2,u2,o2,x\n",
        yaml.formatted("units: {customer: user, order_no: $order}\npersonal: email"));
    assertThat(
            LINES.value(
                """
                select string_agg(concat_ws(' ', table_name, column_name, kind, personal), ', ' order by column_name)
                from etl.unit_column where table_name = 'call'
                """))
        .isEqualTo("call customer user [\"email\"], call order_no $order [\"email\"]");

    for (var wrong :
        List.of("units: {id: user}", "units: {customer: nobody}", "personal: id", "personal: x")) {
      assertThatThrownBy(() -> load("3.csv", "id\n3\n", yaml.formatted(wrong)))
          .as(wrong)
          .isInstanceOf(EtlException.class)
          .hasMessageContaining("SP-LOAD-DECLARATION");
    }
  }
}
