package io.splitplot.api.metric;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;

/** {@code /v1/metrics}: create and list. */
public final class MetricService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = MetricMapper.class;

  private final Mappers mappers;

  public MetricService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.CREATE_METRIC, this::create).on(Endpoint.LIST_METRICS, this::list);
  }

  private void create(Call call) {
    var metric = NewMetric.of(call.json());
    var document =
        mappers.change(call.caller().name(), MetricMapper.class, mapper -> mapper.insert(metric));
    call.answer(201, Json.parse(document));
  }

  private void list(Call call) {
    var page = Page.of(call);
    call.answer(
        page.answer("metrics", mappers.read(MetricMapper.class, mapper -> mapper.list(page))));
  }
}
