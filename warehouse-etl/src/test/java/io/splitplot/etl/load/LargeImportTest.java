package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.etl.load.ImportProgress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that an import takes depends neither on the size of the file nor on its bad lines. */
class LargeImportTest {
  private static final int ROWS = 400_000;

  /** Ten bytes a row that stay would be found. */
  private static final long GROWTH_BYTES_MAX = 4L * 1024 * 1024;

  @Test
  void memoryIsFlatOverManyRowsHalfOfThemBad(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (var mail = new ExternalExperiment()) {
      mail.reset(folder);
      var usedBytes = new ArrayList<Long>();

      var result =
          Import.run(
              mail.request(write(folder.resolve("large.csv")), "exposures", ""),
              (stage, rows, _, _) -> {
                if (stage == Stage.READING && rows % (ROWS / 8) == 0) {
                  usedBytes.add(usedBytes());
                }
              });

      assertThat(result.badLineCount()).isEqualTo(ROWS / 2);
      assertThat(usedBytes).hasSize(8);
      assertThat(usedBytes.getLast() - usedBytes.getFirst()).isLessThan(GROWTH_BYTES_MAX);
    }
  }

  private static Path write(Path csv) throws IOException {
    try (var writer = Files.newBufferedWriter(csv)) {
      writer.write("unit_id,variant\n");
      for (var i = 0; i < ROWS; i++) {
        writer.write("unit-" + i + (i % 2 == 0 ? ",none\n" : ",unknown\n"));
      }
    }
    return csv;
  }

  private static long usedBytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
