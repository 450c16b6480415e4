package io.splitplot.api.exposure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.batch.BatchHandler;
import io.splitplot.api.batch.Fact;
import io.splitplot.api.batch.FactRecorder;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.unit.Units;
import io.splitplot.api.web.Routes;
import java.util.Set;

/** {@code POST /v1/exposures}: units that could see their treatment. */
public final class ExposureService {
  private static final Set<String> FIELDS =
      Set.of("id", "unit", "experiment", "variant", "attributes", "occurred_at");
  private static final int VARIANT_BYTES_MAX = 128;

  private final FactRecorder recorder;

  public ExposureService(FactRecorder recorder) {
    this.recorder = recorder;
  }

  public void register(Routes routes) {
    routes.on(
        Endpoint.RECORD_EXPOSURES,
        new BatchHandler(Fact.EXPOSURE, "exposures", ExposureService::read, recorder));
  }

  /** The exposure as {@code splitplot.record_exposures} takes it. */
  private static ObjectNode read(JsonNode item) {
    var fields = Fields.of(item, "", FIELDS);
    var exposure =
        Json.object()
            .put("id", fields.uuid("id").toString())
            .put("experiment", fields.key("experiment"))
            .put("occurred_at", fields.instant("occurred_at").toString());
    exposure.set("unit", Units.of(fields.node("unit"), "unit"));
    fields
        .optionalText("variant", VARIANT_BYTES_MAX)
        .ifPresent(variant -> exposure.put("variant", variant));
    fields.optionalDocument("attributes").ifPresent(it -> exposure.set("attributes", it));
    return exposure;
  }
}
