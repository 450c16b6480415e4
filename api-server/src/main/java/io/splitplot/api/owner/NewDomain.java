package io.splitplot.api.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Fields;
import java.util.Set;

/**
 * A domain as an editor describes it.
 *
 * @param trafficPpm share of the layer's buckets, in millionths
 */
record NewDomain(String key, String layer, int trafficPpm) {
  private static final Set<String> FIELDS = Set.of("key", "layer", "traffic");

  static NewDomain of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    return new NewDomain(fields.key("key"), fields.key("layer"), fields.share("traffic"));
  }
}
