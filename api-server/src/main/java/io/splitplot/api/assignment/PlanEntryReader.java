package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.assignment.PlanEntry.Mode;
import io.splitplot.api.assignment.Split.Variant;
import io.splitplot.api.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes entries of a plan from their documents: JSON objects with the columns of {@code
 * splitplot.assignment_plan}, buckets as arrays of {@code [from, to)}.
 *
 * <p>What the entries of one reader have in common is in memory once.
 */
final class PlanEntryReader {
  /** The only version of the assignment algorithm that is implemented here. */
  private static final int ALGORITHM = 1;

  private final Layers layers;
  private final Map<Object, Object> shared = new HashMap<>();

  PlanEntryReader(Layers layers) {
    this.layers = layers;
  }

  /**
   * The entry of a document.
   *
   * @throws IllegalStateException when it cannot be decided here
   */
  PlanEntry read(String document) {
    var row = Json.parse(document);
    var experiment = row.path("experiment").textValue();
    try {
      var algorithm = row.path("algorithm").intValue();
      if (algorithm != ALGORITHM) {
        throw new IllegalStateException(
            "it needs version %d of the assignment algorithm; upgrade this server"
                .formatted(algorithm));
      }
      var targeting = row.path("targeting");
      return new PlanEntry(
          row.path("experiment_id").intValue(),
          experiment,
          share(row.path("unit_type").textValue()),
          row.path("phase_id").intValue(),
          row.path("phase").intValue(),
          Mode.valueOf(row.path("mode").textValue().toUpperCase(Locale.ROOT)),
          Targeting.of(targeting.isNull() ? null : targeting),
          traffic(row),
          split(row),
          document);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "experiment %s cannot be decided: %s".formatted(experiment, e.getMessage()), e);
    }
  }

  private Traffic traffic(JsonNode row) {
    return new Traffic(
        places(row.path("domain_salts"), row.path("domain_buckets")),
        places(row.path("holdout_salts"), row.path("holdout_buckets")),
        layers.of(row.path("layer_salt").textValue()),
        buckets(row.path("own_buckets")),
        buckets(row.path("open_buckets")),
        buckets(row.path("shared_buckets")));
  }

  private List<Place> places(JsonNode salts, JsonNode buckets) {
    var places = new ArrayList<Place>();
    for (var i = 0; i < salts.size(); i++) {
      places.add(new Place(layers.of(salts.get(i).textValue()), buckets(buckets.get(i))));
    }
    return share(List.copyOf(places));
  }

  private BucketRanges buckets(JsonNode ranges) {
    var bounds = new int[2 * ranges.size()];
    for (var i = 0; i < ranges.size(); i++) {
      bounds[2 * i] = ranges.get(i).get(0).intValue();
      bounds[2 * i + 1] = ranges.get(i).get(1).intValue();
    }
    return share(new BucketRanges(bounds));
  }

  private Split split(JsonNode row) {
    var variants = new ArrayList<Variant>();
    for (var i = 0; i < row.path("variants").size(); i++) {
      variants.add(
          new Variant(
              row.path("variant_ids").get(i).intValue(),
              share(row.path("variants").get(i).textValue()),
              row.path("lower_bounds").get(i).intValue(),
              parameters(row.path("parameters").get(i))));
    }
    return new Split(
        new Salt(row.path("salt").textValue()),
        buckets(row.path("moved_buckets")),
        List.copyOf(variants),
        variants.get(row.path("control_index").intValue() - 1));
  }

  /** By their text: documents that are equal may be written differently. */
  private JsonNode parameters(JsonNode parameters) {
    return (JsonNode) shared.computeIfAbsent(new Text(Json.write(parameters)), _ -> parameters);
  }

  /** The text of a document, which is not the same as a text that is shared for itself. */
  private record Text(String json) {}

  @SuppressWarnings("unchecked") // a value is equal to values of its own type only
  private <T> T share(T value) {
    return (T) shared.computeIfAbsent(value, it -> it);
  }
}
