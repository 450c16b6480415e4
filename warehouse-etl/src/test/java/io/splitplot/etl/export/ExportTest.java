package io.splitplot.etl.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.source.ParquetRows;
import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was exported is read back with another's reader, and compared with SQL row by row. */
class ExportTest {
  private static final String CONFIGURATION =
      """
      insert into splitplot.unit_type values (1, 'user', '');
      insert into splitplot.experiment
      select n, key, 1, 'external', null, 's', 1, 'running', '', '{}', 1, '2026-01-01', '2026-01-01', null
      from (values (1, 'mail'), (2, 'button.big_1')) e(n, key);
      insert into splitplot.variant
      values (1, 1, 'none', 1, true), (2, 1, 'letter', 2, false), (3, 2, 'blue', 1, true);
      insert into splitplot.phase
      values (1, 1, 1, '[2026-01-01,)', 1000000, null), (2, 2, 7, '[2026-01-01,)', 1000000, null);
      insert into splitplot.phase_variant
      values (1, 1, 1, 500000, '{}'), (1, 2, 1, 500000, '{}'), (2, 3, 2, 1000000, '{}');
      insert into splitplot.metric
      values (1, 'spend', 1, 'mean', 'spend', false, null, null, 'before', 'increase', '', now()),
        (2, 'orders', 1, 'revenue', 'order', true, 'EUR', null, null, 'increase', '', now());
      insert into splitplot.experiment_metric values (1, 1, 'primary'), (1, 2, 'secondary'), (2, 2, 'primary');
      """;

  /** Values at the edges of their types, texts of all kinds, nulls, several days, both sources. */
  private static final String FACTS =
      """
      insert into fact.exposure
      select n % 2, n, md5('x' || n)::uuid, 1 + n % 2, 1 + n % 2, case when n % 2 = 1 then 3 else 1 + n / 2 % 2 end,
        case n % 7 when 0 then 'Ünit 😀 ' || n else 'u' || n end, nullif('s' || n % 3, 's0'),
        case when n % 4 = 0 then jsonb_build_object('land', 'Österreich', 'n', n) end,
        timestamptz '2026-01-05 23:59:58.999999Z' + n * interval '1777.000001 seconds', now()
      from generate_series(1, 400) n;
      insert into fact.event
      select n % 2, n, md5('e' || n)::uuid, 'user', 'u' || n % 400,
        (array['spend', 'order', 'before', 'return'])[1 + n % 4],
        case n % 5
          when 0 then null when 1 then 123456789012345.123456789012 when 2 then -999999999999999.999999999999
          when 3 then 0.000000000001 else n / 100.0 end,
        case when n % 4 in (1, 3) then 'o-' || n end,
        case n % 4 when 1 then n * 100 when 3 then -9223372036854775807 + n end,
        case when n % 4 in (1, 3) then 'EUR' end,
        case when n % 4 = 1 then '[{"sku": "“a”", "quantity": 2}]'::jsonb end,
        case when n % 8 = 0 then '{"long": null}'::jsonb end,
        timestamptz '2026-01-04 00:00:00.000001Z' + n * interval '137.77 seconds', now()
      from generate_series(1, 3000) n;
      """;

  private final TestDatabase warehouse = TestDatabase.warehouse();

  @TempDir private Path folder;

  @BeforeEach
  void store() {
    warehouse.run(CONFIGURATION + FACTS);
    warehouse.run("select rollup.advance()");
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  @Test
  void everyRowIsThere() throws SQLException, IOException {
    // Not rolled up yet, so it is above the watermark.
    warehouse.run(
        """
        insert into fact.event (source, arrival, id, unit_type, unit_id, name, occurred_at, received_at)
        values (0, 4000, gen_random_uuid(), 'user', 'u1', 'spend', now(), now())
        """);

    var result = Export.run(request(), ExportProgress.NONE);

    assertThat(result.datasets().get("exposures")).isEqualTo(400);
    assertThat(result.datasets().get("events")).isEqualTo(3000);
    assertThat(result.datasets().get("unit_values")).isEqualTo(200 * 2 + 200);
    for (var dataset : ExportDataset.of(request())) {
      assertThat(exported(dataset)).as(dataset.folder()).isEqualTo(inSql(dataset, "true"));
    }
  }

  @Test
  void unitValuesHaveZerosAndTheTruth() throws SQLException, IOException {
    Export.run(request(), ExportProgress.NONE);

    var values =
        exported(ExportDataset.UNIT_VALUES).values().stream().flatMap(List::stream).toList();
    assertThat(values).anySatisfy(row -> assertThat(row.get(7)).isEqualTo(new BigDecimal("0E-12")));
    assertThat(number("select sum(value) from rollup.unit_metric"))
        .isEqualByComparingTo(
            values.stream()
                .map(row -> (BigDecimal) row.get(7))
                .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  @Test
  void theSameFactsGiveTheSameFiles() throws IOException {
    Export.run(request(), ExportProgress.NONE);
    var first = contents();

    var again = Export.run(request(), ExportProgress.NONE);

    assertThat(again.written()).isZero();
    assertThat(again.removed()).isZero();
    assertThat(contents()).isEqualTo(first);
  }

  @Test
  void onlyWhatChangedIsReplaced() throws SQLException, IOException {
    Export.run(request(), ExportProgress.NONE);
    // The unit's first exposure moves to a day of its own, and its row leaves the day where it was.
    warehouse.run(
        """
        insert into fact.exposure
        select 0, 1000, gen_random_uuid(), 1, 1, 1, 'u2', null, null, '2025-12-24 12:00:00Z', now();
        """);
    warehouse.run("select rollup.advance()");

    var result = Export.run(request(), ExportProgress.NONE);

    assertThat(result.written()).isEqualTo(3);
    assertThat(folder.resolve("exposures/experiment=mail/day=2025-12-24/part-0.parquet")).exists();
    for (var dataset : ExportDataset.of(request())) {
      assertThat(exported(dataset)).as(dataset.folder()).isEqualTo(inSql(dataset, "true"));
    }
  }

  @Test
  void whatIsNoLongerThereIsRemovedWithinWhatWasAsked() throws IOException {
    Export.run(request(), ExportProgress.NONE);
    warehouse.run("delete from fact.event where occurred_at < '2026-01-06 00:00:00Z'");

    var ofOneDay = Export.run(request("2026-01-05", "2026-01-05"), ExportProgress.NONE);

    assertThat(ofOneDay.removed()).isEqualTo(1);
    assertThat(folder.resolve("events/day=2026-01-04/part-0.parquet")).exists();
    assertThat(folder.resolve("events/day=2026-01-05/part-0.parquet")).doesNotExist();
    assertThat(manifest()).doesNotContainKey("events/day=2026-01-05/part-0.parquet");
  }

  @Test
  void anExperimentHasTheEventsOfItsUnits() throws SQLException, IOException {
    var request =
        new ExportRequest(
            dataSource(), folder, Optional.of("mail"), Optional.empty(), Optional.empty());

    var result = Export.run(request, ExportProgress.NONE);

    assertThat(result.datasets().get("exposures")).isEqualTo(200);
    assertThat(result.datasets().get("experiment_events"))
        .isEqualTo(
            number(
                    """
                    select count(*) from fact.event e where e.unit_id in (
                      select x.unit_id from fact.exposure x where x.experiment_id = 1)
                    """)
                .longValueExact());
    for (var dataset : ExportDataset.of(request)) {
      assertThat(exported(dataset))
          .as(dataset.folder())
          .isEqualTo(inSql(dataset, "experiment = 'mail'"));
    }
  }

  @Test
  void theManifestTellsWhatIsThere() throws Exception {
    var result = Export.run(request(), ExportProgress.NONE);

    var manifest = manifest();
    assertThat(manifest).hasSameSizeAs(result.files()).isNotEmpty();
    for (var file : manifest.entrySet()) {
      var bytes = Files.readAllBytes(folder.resolve(file.getKey()));
      var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertThat(file.getValue().path("sha256").asText())
          .isEqualTo(HexFormat.of().formatHex(sha256));
      assertThat(file.getValue().path("bytes").asLong()).isEqualTo(bytes.length);
      assertThat(file.getValue().path("batch_id").asLong()).isEqualTo(result.batchId());
    }
  }

  @Test
  void rowsCanBeReadFromTheMiddle() {
    Export.run(request(), ExportProgress.NONE);
    var file = folder.resolve("events/day=2026-01-05/part-0.parquet");

    try (var all = ParquetRows.open(file, 0);
        var rest = ParquetRows.open(file, 100);
        var none = ParquetRows.open(file, all.rowCount())) {
      for (var i = 0; i < 100; i++) {
        all.next();
      }
      assertThat(rest.next()).isPresent().isEqualTo(all.next());
      assertThat(none.next()).isEmpty();
    }
  }

  @Test
  void aCutFileIsRefused() throws IOException {
    Export.run(request(), ExportProgress.NONE);
    var bytes = Files.readAllBytes(folder.resolve("events/day=2026-01-05/part-0.parquet"));
    var cut = Files.write(folder.resolve("cut.parquet"), List.of());
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 20));

    assertThatThrownBy(() -> ParquetRows.open(cut, 0))
        .isInstanceOfSatisfying(
            EtlException.class, e -> assertThat(e.code()).isEqualTo("SP-PARQUET-FILE"));
  }

  @Test
  void anUnknownExperimentIsRefused() {
    var request =
        new ExportRequest(
            dataSource(), folder, Optional.of("nope"), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> Export.run(request, ExportProgress.NONE))
        .isInstanceOfSatisfying(
            EtlException.class, e -> assertThat(e.code()).isEqualTo("SP-EXPORT-EXPERIMENT"));
  }

  @Test
  void whatAKilledExportLeftIsRemoved() throws IOException {
    var left = folder.resolve(".export-waiting/events/day=2026-01-05/part-0.parquet");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "PAR1 and no more");

    Export.run(request(), ExportProgress.NONE);

    assertThat(folder.resolve(".export-waiting")).doesNotExist();
  }

  @Test
  void twoExportsDoNotMix() throws IOException {
    try (var _ = ExportFolder.open(folder)) {
      assertThatThrownBy(() -> Export.run(request(), ExportProgress.NONE))
          .isInstanceOfSatisfying(
              EtlException.class, e -> assertThat(e.code()).isEqualTo("SP-EXPORT-BUSY"));
    }
  }

  private DataSource dataSource() {
    return warehouse.dataSource();
  }

  private ExportRequest request() {
    return new ExportRequest(dataSource(), folder);
  }

  private ExportRequest request(String from, String until) {
    return new ExportRequest(
        dataSource(),
        folder,
        Optional.empty(),
        Optional.of(LocalDate.parse(from)),
        Optional.of(LocalDate.parse(until)));
  }

  /** The rows of each file, by its path. */
  private Map<String, List<List<Object>>> exported(ExportDataset dataset) throws IOException {
    var files = new TreeMap<String, List<List<Object>>>();
    try (var paths = Files.walk(folder.resolve(dataset.folder()))) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        try (var rows = ParquetRows.open(path, 0)) {
          var values = new ArrayList<List<Object>>();
          for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            values.add(row.get());
          }
          files.put(folder.relativize(path).toString(), values);
        }
      }
    }
    return files;
  }

  private Map<String, List<List<Object>>> inSql(ExportDataset dataset, String condition)
      throws SQLException {
    var files = new TreeMap<String, List<List<Object>>>();
    var view =
        Map.of(
                ExportDataset.EXPOSURES, "etl.exported_exposure",
                ExportDataset.EVENTS, "etl.exported_event",
                ExportDataset.EXPERIMENT_EVENTS, "etl.exported_experiment_event",
                ExportDataset.UNIT_VALUES, "etl.exported_unit_value")
            .get(dataset);
    var arrival = dataset.hasArrivals() ? " and arrival < 4000" : "";
    var order = dataset.hasArrivals() ? "source, arrival" : "unit_id, metric";
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select * from %s where %s%s order by day, %s"
                    .formatted(view, condition, arrival, order))) {
      var skipped = dataset.isByExperiment() ? 2 : 1;
      while (rows.next()) {
        var experiment = skipped == 2 ? "/experiment=" + rows.getString("experiment") : "";
        var path =
            dataset.folder() + experiment + "/day=" + rows.getString("day") + "/part-0.parquet";
        var values = new ArrayList<Object>();
        for (var i = skipped + 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(
              switch (rows.getMetaData().getColumnTypeName(i)) {
                case "timestamptz" ->
                    Optional.ofNullable(rows.getObject(i, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null);
                case "uuid", "jsonb" -> rows.getString(i);
                case "int2" -> rows.getInt(i);
                default -> rows.getObject(i);
              });
        }
        files.computeIfAbsent(path, _ -> new ArrayList<>()).add(values);
      }
    }
    return files;
  }

  private BigDecimal number(String query) throws SQLException {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getBigDecimal(1);
    }
  }

  private Map<String, JsonNode> manifest() throws IOException {
    var files = new TreeMap<String, JsonNode>();
    new JsonMapper()
        .readTree(folder.resolve("manifest.json").toFile())
        .path("files")
        .forEach(file -> files.put(file.path("path").asText(), file));
    return files;
  }

  private Map<String, String> contents() throws IOException {
    var contents = new TreeMap<String, String>();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        contents.put(path.toString(), HexFormat.of().formatHex(Files.readAllBytes(path)));
      }
    }
    return contents;
  }
}
