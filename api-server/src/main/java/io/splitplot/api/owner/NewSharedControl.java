package io.splitplot.api.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import java.util.Set;

/**
 * A shared control as an editor describes it.
 *
 * @param trafficPpm share of the layer's buckets, in millionths
 * @param parameters what its units see, as JSON
 */
record NewSharedControl(String key, String layer, int trafficPpm, String parameters) {
  private static final Set<String> FIELDS = Set.of("key", "layer", "traffic", "parameters");

  static NewSharedControl of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    return new NewSharedControl(
        fields.key("key"),
        fields.key("layer"),
        fields.share("traffic"),
        Json.write(fields.optionalDocument("parameters").orElseGet(Json::object)));
  }
}
