package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.ImportProgress.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** An import stores all or nothing, whenever it is cut off, and two at once do not double facts. */
class InterruptedImportTest {
  private static final int UNITS = 3_000;
  private static final String FACT_COUNT =
      "select (select count(*) from fact.exposure) + (select count(*) from fact.event)";
  private static final String ROLLED_UP = "select coalesce(sum(unit_count), 0) from rollup.traffic";

  private static final ExternalExperiment mail = new ExternalExperiment();
  private Path csv;

  @BeforeEach
  void reset(@TempDir Path folder) {
    mail.reset(folder);
    csv =
        mail.write(
            "data.csv",
            IntStream.range(0, UNITS)
                .mapToObj(i -> "u%d,none,%d".formatted(i, i))
                .collect(Collectors.joining("\n", "unit_id,variant,spend\n", "\n")));
  }

  @AfterAll
  static void close() {
    mail.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"READING", "CHECKING", "STORING"})
  void cutOffBeforeTheCommitNothingIsStoredAndTheNextImportIsWhole(Stage stage) {
    assertThatThrownBy(() -> importAndCutOffAt(stage))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-IMPORT-WAREHOUSE: nothing was imported");
    assertThat(mail.value(FACT_COUNT)).isEqualTo("0");

    assertThat(mail.run(request())).isInstanceOf(ImportResult.Stored.class);
    assertThat(mail.value(FACT_COUNT)).isEqualTo(String.valueOf(2 * UNITS));
  }

  @Test
  void cutOffAfterTheCommitEverythingIsStoredAndTheNextImportRollsUp() {
    assertThatThrownBy(() -> importAndCutOffAt(Stage.ROLLING_UP))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-IMPORT-ROLL-UP: the facts are stored");
    assertThat(mail.value(FACT_COUNT)).isEqualTo(String.valueOf(2 * UNITS));

    assertThat(mail.run(request()))
        .isInstanceOfSatisfying(
            ImportResult.Stored.class, stored -> assertThat(stored.exposuresAdded()).isZero());
    assertThat(mail.value(ROLLED_UP)).isEqualTo(String.valueOf(UNITS));
  }

  @Test
  void twoImportsOfOneFileAtOnceStoreEachFactOnce() throws Exception {
    Callable<ImportResult> task = () -> mail.run(request());
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(task);
      var second = threads.submit(task);

      var added =
          ((ImportResult.Stored) first.get()).exposuresAdded()
              + ((ImportResult.Stored) second.get()).exposuresAdded();

      assertThat(added).isEqualTo(UNITS);
    }
    assertThat(mail.value(FACT_COUNT)).isEqualTo(String.valueOf(2 * UNITS));
    assertThat(mail.value(ROLLED_UP)).isEqualTo(String.valueOf(UNITS));
  }

  private ImportRequest request() {
    return mail.request(csv, "exposures", "", "outcomes.columns.spend", "spend");
  }

  private void importAndCutOffAt(Stage stage) throws InterruptedException {
    var observed = new ObservedDataSource();
    var request = request();
    Import.run(
        new ImportRequest(
            observed,
            request.experiment(),
            request.files(),
            0,
            request.rejects(),
            request.patience()),
        (reached, _, _, _) -> {
          if (reached == stage) {
            mail.value("select pg_terminate_backend(%d, 10000)".formatted(observed.pid));
          }
        });
  }

  /** Knows which process of the server does the import. */
  private static final class ObservedDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private int pid;

    @Override
    public Connection getConnection() throws SQLException {
      var connection = mail.dataSource().getConnection();
      pid = connection.unwrap(PGConnection.class).getBackendPID();
      return connection;
    }
  }
}
