package io.splitplot.api.metric;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/** {@code /v1/metrics}: create, apply definitions, list, read. */
public final class MetricService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = MetricMapper.class;

  private static final String UNKNOWN = "unknown_metric";
  private static final int DEFINITIONS_MAX = 1000;

  private final Mappers mappers;

  public MetricService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.CREATE_METRIC, this::create)
        .on(Endpoint.APPLY_METRICS, this::apply)
        .on(Endpoint.LIST_METRICS, this::list)
        .on(Endpoint.READ_METRIC, this::read);
  }

  private void create(Call call) {
    var definition = Json.write(MetricDefinition.of(call.json(), ""));
    var document =
        mappers.change(
            call.caller().name(), MetricMapper.class, mapper -> mapper.insert(definition));
    call.answer(201, Json.parse(document));
  }

  private void apply(Call call) {
    var fields = Fields.of(call.json(), "", Set.of("metrics", "dry_run"));
    var definitions = Json.write(definitions(fields));
    var isDryRun = fields.flag("dry_run", false);
    var applied =
        mappers.change(
            call.caller().name(),
            MetricMapper.class,
            mapper -> mapper.apply(definitions, isDryRun));
    var answer = JsonNodeFactory.instance.objectNode().put("dry_run", isDryRun);
    var metrics = answer.putArray("metrics");
    applied.forEach(metric -> metrics.add(Json.parse(metric)));
    call.answer(200, answer);
  }

  private static ArrayNode definitions(Fields fields) {
    var definitions = JsonNodeFactory.instance.arrayNode();
    for (var definition : fields.array("metrics", DEFINITIONS_MAX)) {
      definitions.add(
          MetricDefinition.of(
              definition, fields.path("metrics") + "[%d]".formatted(definitions.size())));
    }
    return definitions;
  }

  private void list(Call call) {
    var page = Page.of(call);
    call.answer(
        page.answer("metrics", mappers.read(MetricMapper.class, mapper -> mapper.list(page))));
  }

  private void read(Call call) {
    var key = call.key(UNKNOWN);
    var document =
        mappers
            .read(MetricMapper.class, mapper -> mapper.find(key))
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(404, UNKNOWN, "there is no metric " + key)
                        .withHint("GET /v1/metrics lists them")));
    call.answer(200, Json.parse(document));
  }
}
