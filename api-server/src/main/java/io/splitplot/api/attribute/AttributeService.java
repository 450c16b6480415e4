package io.splitplot.api.attribute;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.util.Set;

/** {@code /v1/attributes}: declare, list and read. */
public final class AttributeService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = AttributeMapper.class;

  private static final Set<String> FIELDS = Set.of("name", "type", "description");
  private static final Set<String> TYPES =
      Set.of("string", "number", "boolean", "version", "string_list", "number_list");
  private static final int NAME_BYTES_MAX = 256;
  private static final int DESCRIPTION_BYTES_MAX = 4000;

  private final Mappers mappers;

  public AttributeService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.DECLARE_ATTRIBUTE, this::declare)
        .on(Endpoint.LIST_ATTRIBUTES, this::list)
        .on(Endpoint.READ_ATTRIBUTE, this::read);
  }

  private void declare(Call call) {
    var fields = Fields.of(call.json(), "", FIELDS);
    var name = fields.text("name", NAME_BYTES_MAX);
    var type = fields.optionalChoice("type", TYPES).orElseThrow(() -> fields.missing("type"));
    var description = fields.optionalText("description", DESCRIPTION_BYTES_MAX).orElse("");
    var document =
        mappers.change(
            call.caller().name(),
            AttributeMapper.class,
            mapper -> {
              mapper.declare(name, type, description);
              return find(mapper, name);
            });
    call.answer(201, Json.parse(document));
  }

  private void list(Call call) {
    var page = Page.of(call);
    var documents = mappers.read(AttributeMapper.class, mapper -> mapper.list(page));
    call.answer(page.answer("attributes", "name", documents));
  }

  private void read(Call call) {
    var name = call.text("name", NAME_BYTES_MAX);
    call.answer(Json.parse(mappers.read(AttributeMapper.class, mapper -> find(mapper, name))));
  }

  private static String find(AttributeMapper mapper, String name) {
    return mapper
        .find(name)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, "unknown_attribute", "attribute %s is not declared".formatted(name))
                    .withHint("GET /v1/attributes lists those that are")));
  }
}
