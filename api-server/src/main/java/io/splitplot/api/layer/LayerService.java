package io.splitplot.api.layer;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;

/** {@code /v1/layers}: create and list. */
public final class LayerService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = LayerMapper.class;

  private final Mappers mappers;

  public LayerService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.CREATE_LAYER, this::create).on(Endpoint.LIST_LAYERS, this::list);
  }

  private void create(Call call) {
    var layer = NewLayer.of(call.json());
    var document =
        mappers.change(call.caller().name(), LayerMapper.class, mapper -> insert(mapper, layer));
    call.answer(201, Json.parse(document));
  }

  private void list(Call call) {
    var page = Page.of(call);
    call.answer(
        page.answer("layers", mappers.read(LayerMapper.class, mapper -> mapper.list(page))));
  }

  private static String insert(LayerMapper mapper, NewLayer layer) {
    var layerId = mapper.insert(layer);
    layer.parameters().forEach(name -> mapper.insertParameter(layerId, name));
    return mapper.document(layerId);
  }
}
