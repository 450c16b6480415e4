package io.splitplot.cli.demo;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Steps;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.imports.RunningImport;
import io.splitplot.cli.installation.Installation;
import io.splitplot.etl.load.ImportPlan;
import io.splitplot.etl.load.ImportRequest;
import io.splitplot.etl.load.ImportResult;
import java.nio.file.Path;

/** A real experiment that was assigned elsewhere: 64,000 customers and two e-mails. */
final class ImportedExperiment {
  static final String KEY = "hillstrom";

  private final Path folder;
  private final Installation installation;

  ImportedExperiment(Path folder, Installation installation) {
    this.folder = folder;
    this.installation = installation;
  }

  void run(Steps steps) {
    var endpoints = installation.endpoints();
    var bodies = new Bodies(folder, new ApiClient(endpoints.api(), endpoints.key("editor")));
    steps.run("create the experiment " + KEY, () -> bodies.createAndStart(KEY));
    steps.run("import its 64,000 customers", () -> importData(steps));
  }

  private void importData(Steps steps) {
    var plan = ImportPlan.read(folder.resolve("import.yaml"));
    var result =
        new RunningImport(steps).run(new ImportRequest(installation.loader().dataSource(), plan));
    if (result instanceof ImportResult.Refused refused) {
      throw CliException.failed("SP-DEMO-003: " + refused.badLines().getFirst());
    }
  }
}
