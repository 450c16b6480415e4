package io.splitplot.api.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Fields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A holdout as an editor describes it: in a layer, or in the layer that a domain keeps for them.
 *
 * @param layer null: that of the domain
 * @param unitType null: that of the domain
 * @param trafficPpm share of the layer's buckets, in millionths
 */
record NewHoldout(
    String key, @Nullable String layer, String domain, @Nullable String unitType, int trafficPpm) {
  private static final Set<String> FIELDS =
      Set.of("key", "layer", "domain", "unit_type", "traffic");

  static NewHoldout of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    if (fields.has("layer") && (fields.has("domain") || fields.has("unit_type"))) {
      throw Fields.refuse(
          "conflicting_fields", "layer", "a layer has its domain and unit type; leave them out");
    }
    return new NewHoldout(
        fields.key("key"),
        fields.has("layer") ? fields.key("layer") : null,
        fields.has("domain") ? fields.key("domain") : "root",
        fields.has("unit_type") ? fields.key("unit_type") : null,
        fields.share("traffic"));
  }
}
