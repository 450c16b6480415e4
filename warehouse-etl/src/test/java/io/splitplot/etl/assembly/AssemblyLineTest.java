package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines over files into tables and facts of a real warehouse. */
class AssemblyLineTest {
  private static final Lines LINES = new Lines();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
  }

  private LoadResult load(String yaml) throws IOException, InterruptedException {
    return LINES.load(folder, yaml);
  }

  private static String value(String query) throws SQLException {
    return LINES.value(query);
  }

  @Test
  void rowsOfAFileAreInItsTableAndBadOnesAreDeadLettersWithTheirLine() throws Exception {
    Files.writeString(
        folder.resolve("costs.csv"),
        """
        sku,cost,currency,note
        a,12.34,EUR,fine
        b,x,EUR,
        c,5,EUR
        "d \""quoted\""",7.00,USD,"over
        two lines"
        ,1,EUR,no key
        e,1.234,EUR,too exact
        "f,3,EUR,a quotation mark too many
        g,9,EUR,after it
        """);
    var result =
        load(
            """
            line: costs
            source: {files: costs.csv}
            target: {table: cost, mode: upsert, key: sku}
            columns:
              sku: text
              cost_minor: {type: bigint, from: cost, minor_digits: 2, required: true}
              currency: {type: text, default: EUR}
            """);

    assertThat(result.read()).isEqualTo(8);
    assertThat(result.added()).isEqualTo(3);
    assertThat(result.rejected()).isEqualTo(5);
    assertThat(result.unknownFields()).containsExactly("note");
    assertThat(
            value(
                """
                select string_agg(format('%s %s %s %s', sku, cost_minor, currency, extra ->> 'note'), '; ' order by sku)
                from external.cost
                """))
        .isEqualTo("a 1234 EUR fine; d \"quoted\" 700 USD over\ntwo lines; g 900 EUR after it");
    assertThat(
            value(
                """
                select string_agg(format('%s %s %s', place, code, field), '; ' order by place)
                from etl.dead_letter d join etl.line using (line_id) where name = 'costs'
                """))
        .isEqualTo(
            "3 SP-LOAD-TYPE cost; 4 SP-LOAD-UNREADABLE ; 7 SP-LOAD-MISSING sku; 8 SP-LOAD-TYPE cost;"
                + " 9 SP-LOAD-UNREADABLE ");
    assertThat(
            value(
                "select convert_from(payload, 'UTF8') from etl.dead_letter d join etl.line using"
                    + " (line_id) where name = 'costs' and place = 9"))
        .isEqualTo("\"f,3,EUR,a quotation mark too many");
  }

  @Test
  void runAgainItAddsNothingAndOfAGrownFileWhatIsNew() throws Exception {
    var file = Files.writeString(folder.resolve("visits.ndjson"), "{\"id\":1}\n{\"id\":2}\n");
    var yaml =
        """
        line: visits
        source: {files: "*.ndjson"}
        target: {table: visit, mode: insert}
        columns: {id: bigint}
        """;
    assertThat(load(yaml).added()).isEqualTo(2);
    assertThat(load(yaml).read()).isZero();
    assertThat(
            value(
                "select last_value = (select max(line_id) from etl.line) from etl.line_line_id_seq"))
        .as("a line that is run again and again uses up no numbers")
        .isEqualTo("t");

    Files.writeString(file, "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
    Files.writeString(folder.resolve("later.ndjson"), "{\"id\":4}");
    assertThat(load(yaml).added()).isEqualTo(2);
    assertThat(value("select string_agg(id::text, ',' order by id) from external.visit"))
        .isEqualTo("1,2,3,4");
  }

  @Test
  void rowsBecomeEventsOfUnits() throws Exception {
    Files.writeString(
        folder.resolve("contacts.csv"),
        """
        customer;when;minutes
        u1;2026-01-02 10:00;3.5
        u1;2026-01-02 10:00;3.5
        u2;2026-07-02 10:00;4
        ;2026-07-02 10:00;4
        u3;2926-07-02 10:00;4
        """);
    var yaml =
        """
        line: contacts
        source: {files: contacts.csv, delimiter: ";"}
        target: {events: {unit_type: user}}
        columns:
          unit_id: customer
          name: {value: service_contact}
          value: minutes
          occurred_at: {from: when, format: "yyyy-MM-dd HH:mm", zone: Europe/Berlin}
        """;
    var result = load(yaml);

    assertThat(result.added()).isEqualTo(2);
    assertThat(result.present()).isEqualTo(1);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(
            value(
                """
                select string_agg(format('%s %s %s %s', unit_id, name, trim_scale(value), occurred_at at time zone 'UTC'),
                  '; ' order by unit_id)
                from fact.event
                where arrival between
                  (select event_from from etl.line_batch where event_from is not null)
                  and (select event_to from etl.line_batch where event_from is not null)
                """))
        .isEqualTo(
            "u1 service_contact 3.5 2026-01-02 09:00:00; u2 service_contact 4 2026-07-02 08:00:00");
  }

  @Test
  void aGateThatFailsKeepsItsBatchOutAndTheLineGoesOn() throws Exception {
    Files.writeString(folder.resolve("1.csv"), "k,v\n1,5\n2,-1\n");
    Files.writeString(folder.resolve("2.csv"), "k,v\n3,6\n");
    var result =
        load(
            """
            line: gated
            source: {files: "*.csv"}
            target: {table: gated, mode: insert, key: k}
            columns: {k: bigint, v: numeric}
            gates:
              - {kind: range, column: v, at_least: 0}
            """);
    assertThat(result.quarantined()).isEqualTo(1);
    assertThat(result.added()).isEqualTo(1);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(value("select string_agg(k::text, ',') from external.gated")).isEqualTo("3");
    assertThat(
            value(
                "select string_agg(convert_from(payload, 'UTF8') || ' ' || reason, '; ' order by"
                    + " place) from etl.dead_letter where station = 'gate'"))
        .contains("\"k\": 1", "range_v: found 1 rows with another v");
  }
}
