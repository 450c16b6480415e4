package io.splitplot.api.traffic;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.time.ZoneOffset;

/** {@code /v1/traffic}: how the traffic is divided, now or at an instant of the past. */
public final class TrafficService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = TrafficMapper.class;

  private final Mappers mappers;

  public TrafficService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.READ_TRAFFIC, this::read);
  }

  private void read(Call call) {
    var asOf =
        call.query("as_of")
            .map(text -> Fields.instant(text, "as_of").atOffset(ZoneOffset.UTC))
            .orElse(null);
    call.answer(Json.parse(mappers.read(TrafficMapper.class, mapper -> mapper.traffic(asOf))));
  }
}
