package io.splitplot.api.segment;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.segment.SegmentMapper.Stored;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.util.Set;

/** {@code /v1/segments}: create, list, read and change. */
public final class SegmentService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = SegmentMapper.class;

  private static final String UNKNOWN = "unknown_segment";

  private final Mappers mappers;

  public SegmentService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.CREATE_SEGMENT, this::create)
        .on(Endpoint.LIST_SEGMENTS, this::list)
        .on(Endpoint.READ_SEGMENT, this::read)
        .on(Endpoint.CHANGE_SEGMENT, this::change);
  }

  private void create(Call call) {
    var fields = Fields.of(call.json(), "", Set.of("key", "condition"));
    var key = fields.key("key");
    var condition = condition(fields);
    var stored =
        mappers.change(
            call.caller().name(),
            SegmentMapper.class,
            mapper -> {
              mapper.create(key, condition);
              return find(mapper, key);
            });
    answer(call.with("Location", "/v1/segments/" + key), 201, stored);
  }

  private void list(Call call) {
    var page = Page.of(call);
    call.answer(
        page.answer("segments", mappers.read(SegmentMapper.class, mapper -> mapper.list(page))));
  }

  private void read(Call call) {
    var key = call.key(UNKNOWN);
    answer(call, 200, mappers.read(SegmentMapper.class, mapper -> find(mapper, key)));
  }

  private void change(Call call) {
    var key = call.key(UNKNOWN);
    var condition = condition(Fields.of(call.json(), "", Set.of("condition")));
    var version = call.expectedVersion("segment_changed").orElse(null);
    var stored =
        mappers.change(
            call.caller().name(),
            SegmentMapper.class,
            mapper -> {
              mapper.change(key, condition, version);
              return find(mapper, key);
            });
    answer(call, 200, stored);
  }

  private static String condition(Fields fields) {
    return Json.write(
        fields.optionalDocument("condition").orElseThrow(() -> fields.missing("condition")));
  }

  private static Stored find(SegmentMapper mapper, String key) {
    return mapper
        .find(key)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, UNKNOWN, "there is no segment " + key)
                    .withHint("GET /v1/segments lists them")));
  }

  private static void answer(Call call, int status, Stored stored) {
    call.with("ETag", "\"%d\"".formatted(stored.version()))
        .answer(status, Json.parse(stored.document()));
  }
}
