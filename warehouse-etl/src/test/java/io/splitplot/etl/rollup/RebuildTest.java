package io.splitplot.etl.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rebuilding while facts come in. */
class RebuildTest {
  private static final int PIECE_UNITS = 50;

  private final TestDatabase warehouse = TestDatabase.warehouse();
  private int arrived;

  @BeforeEach
  void store() {
    warehouse.run(
        """
        insert into splitplot.unit_type values (1, 'user', '');
        insert into splitplot.experiment
        select n, 'e' || n, 1, 'external', null, 's', 1, 'running', '', '{}', 1, '2026-01-01', '2026-01-01', null
        from generate_series(1, 2) n;
        insert into splitplot.variant select n, (n + 1) / 2, 'v' || n, n, n % 2 = 1 from generate_series(1, 4) n;
        insert into splitplot.metric
        values (1, 'spend', 1, 'mean', 'spend', false, null, null, 'before', 'increase', '', now());
        insert into splitplot.experiment_metric values (1, 1, 'primary'), (2, 1, 'primary');
        """);
    for (var i = 0; i < 5; i++) {
      arrive();
    }
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  /** Some exposures and events more, of new units and of known ones. */
  private void arrive() {
    warehouse.run(
        """
        insert into fact.exposure
        select 0, n, md5('x' || n)::uuid, 1 + n %% 2, 1, 1 + 2 * (n %% 2) + (n / 2) %% 2, 'u' || n * 7 %% 900, null, null,
          timestamptz '2026-01-05' + (n * 37 %% 1000) * interval '1 minute', now()
        from generate_series(%1$d + 1, %1$d + 100) n;
        insert into fact.event
        select 0, n, md5('e' || n)::uuid, 'user', 'u' || n * 11 %% 900, 'spend', n / 7.0, null, null, null, null, null,
          timestamptz '2026-01-05' + (n * 41 %% 1000) * interval '1 minute', now()
        from generate_series(%1$d + 1, %1$d + 100) n;
        """
            .formatted(arrived));
    arrived += 100;
    warehouse.run("select rollup.advance()");
  }

  @Test
  void whatComesInMeanwhileIsNoDifference() throws Exception {
    var isOver = new AtomicBoolean();
    var feed = feedUntil(isOver::get);
    long units = 0;
    while (arrived < 3_000) {
      var result = Rebuild.run(warehouse.dataSource(), PIECE_UNITS, 2, RebuildProgress.NONE);
      assertThat(result.differences()).isEmpty();
      units = result.units();
    }
    isOver.set(true);
    feed.get();

    assertThat(units).isGreaterThan(PIECE_UNITS);
  }

  @Test
  void whatIsWrongIsMendedWhileFactsComeIn() throws Exception {
    warehouse.run(
        """
        update rollup.unit_metric set value = value + 1 where unit_no % 3 = 0;
        delete from rollup.exposed_unit where unit_no % 5 = 0;
        update rollup.moments set sum_y = sum_y + 1;
        delete from rollup.traffic where experiment_id = 2;
        """);
    var isOver = new AtomicBoolean();
    var feed = feedUntil(isOver::get);

    var result = Rebuild.run(warehouse.dataSource(), PIECE_UNITS, 2, RebuildProgress.NONE);
    isOver.set(true);
    feed.get();

    assertThat(result.differences())
        .extracting(Rebuild.Difference::table)
        .contains("exposed_unit", "unit_metric", "moments", "traffic");
    assertThat(result.differenceCount()).isEqualTo(result.differences().size());
    assertThat(
            Rebuild.run(warehouse.dataSource(), PIECE_UNITS, 2, RebuildProgress.NONE).differences())
        .isEmpty();
  }

  @Test
  void progressReachesTheEnd() throws InterruptedException {
    var last = new long[2];

    var result =
        Rebuild.run(
            warehouse.dataSource(),
            PIECE_UNITS,
            2,
            (units, total) -> {
              assertThat(units).isBetween(last[0], total);
              last[0] = units;
              last[1] = total;
            });

    assertThat(last).containsExactly(result.units(), result.units());
  }

  private CompletableFuture<Void> feedUntil(BooleanSupplier isOver) {
    return CompletableFuture.runAsync(() -> {
      while (!isOver.getAsBoolean()) {
        arrive();
      }
    });
  }
}
