package io.splitplot.cli.imports;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Steps;
import io.splitplot.etl.load.Import;
import io.splitplot.etl.load.ImportProgress;
import io.splitplot.etl.load.ImportRequest;
import io.splitplot.etl.load.ImportResult;
import java.util.Locale;

/** Runs an import and shows how far it is. */
public final class RunningImport {
  private static final int PERCENT = 100;

  private final Steps steps;

  public RunningImport(Steps steps) {
    this.steps = steps;
  }

  public ImportResult run(ImportRequest request) {
    try {
      return Import.run(request, this::show);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-IMPORT-CLI-006: interrupted", e);
    }
  }

  private void show(ImportProgress.Stage stage, long rows, long bytes, long totalBytes) {
    var percent = totalBytes == 0 ? PERCENT : PERCENT * bytes / totalBytes;
    var name = stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    steps.progress("%s: %,d rows (%d %% read)".formatted(name, rows, percent));
  }
}
