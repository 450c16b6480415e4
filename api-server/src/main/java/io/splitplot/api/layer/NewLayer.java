package io.splitplot.api.layer;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.json.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A layer as an editor describes it.
 *
 * @param unitType null: that of the domain
 */
record NewLayer(String key, String domain, @Nullable String unitType, List<String> parameters) {
  private static final Set<String> FIELDS = Set.of("key", "domain", "unit_type", "parameters");
  private static final int KEY_BYTES_MAX = 128;
  private static final int PARAMETERS_MAX = 1000;

  static NewLayer of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    var parameters = new ArrayList<String>();
    var names = fields.optionalArray("parameters", PARAMETERS_MAX).orElseGet(Json::array);
    for (var i = 0; i < names.size(); i++) {
      parameters.add(Texts.of(names.get(i), "parameters[%d]".formatted(i), KEY_BYTES_MAX));
    }
    Fields.refuseRepeated(parameters, "parameters[%d]"::formatted);
    return new NewLayer(
        fields.key("key"),
        fields.optionalText("domain", KEY_BYTES_MAX).orElse("root"),
        fields.optionalText("unit_type", KEY_BYTES_MAX).orElse(null),
        parameters);
  }
}
