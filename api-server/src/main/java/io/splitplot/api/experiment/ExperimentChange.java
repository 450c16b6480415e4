package io.splitplot.api.experiment;

import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Guard;
import java.util.Set;

/** What is to be different in an experiment. */
final class ExperimentChange {
  static final Set<String> FIELDS =
      Set.of(
          "traffic",
          "targeting",
          "variants",
          "salt",
          "hypothesis",
          "metrics",
          "method",
          Guard.REASON);

  private static final Set<String> SALTS = Set.of("new", "keep");

  private ExperimentChange() {}

  /** The change as {@code splitplot.change_experiment} takes it: what is absent stays as it is. */
  static String of(Fields fields) {
    var change = Json.object();
    fields.optionalShare("traffic").ifPresent(ppm -> change.put("traffic_ppm", ppm));
    if (fields.isNamed("targeting")) {
      // A null means something here: everybody.
      change.set("targeting", fields.optionalDocument("targeting").orElse(null));
    }
    if (fields.has("variants")) {
      change.set("variants", NewExperiment.variants(fields, 1));
    }
    fields.optionalChoice("salt", SALTS).ifPresent(salt -> change.put("salt", salt));
    NewExperiment.hypothesis(fields).ifPresent(text -> change.put("hypothesis", text));
    if (fields.has("metrics")) {
      var metrics = change.putArray("metrics");
      NewExperiment.metrics(fields)
          .forEach(it -> metrics.addObject().put("metric", it.metric()).put("role", it.role()));
    }
    if (fields.has("method")) {
      change.set("method", Method.of(fields));
    }
    return Json.write(change);
  }
}
