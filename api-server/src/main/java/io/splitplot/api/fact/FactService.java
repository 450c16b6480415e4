package io.splitplot.api.fact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Durations;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.time.Duration;
import java.util.Set;

/** {@code /v1/fact-settings} and {@code /v1/event-names}. */
public final class FactService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = FactMapper.class;

  private static final Set<String> DURATIONS =
      Set.of("future_max", "past_max", "ids_kept", "facts_kept");
  private static final Set<String> FIELDS =
      Set.of(
          "future_max",
          "future_policy",
          "past_max",
          "unknown_events",
          "ids_kept",
          "facts_kept",
          "days_ahead");
  private static final Duration DURATION_MAX = Duration.ofDays(36_500);
  private static final int NAME_BYTES_MAX = 128;
  private static final int DAYS_AHEAD_MIN = 2;
  private static final int DAYS_AHEAD_MAX = 60;

  private final Mappers mappers;

  public FactService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.READ_FACT_SETTINGS, this::read)
        .on(Endpoint.CHANGE_FACT_SETTINGS, this::change)
        .on(Endpoint.LIST_EVENT_NAMES, this::list)
        .on(Endpoint.ADD_EVENT_NAME, this::add)
        .on(Endpoint.REMOVE_EVENT_NAME, this::remove);
  }

  private void read(Call call) {
    call.answer(Json.parse(mappers.read(FactMapper.class, FactMapper::settings)));
  }

  private void change(Call call) {
    var change = Json.write(change(Fields.of(call.json(), "", FIELDS)));
    var settings =
        mappers.change(call.caller().name(), FactMapper.class, mapper -> mapper.change(change));
    call.answer(Json.parse(settings));
  }

  /** What is named is changed; a null means "for ever", which only facts may be kept. */
  private static ObjectNode change(Fields fields) {
    var change = Json.object();
    DURATIONS.stream().sorted().forEach(name -> duration(fields, name, change));
    fields
        .optionalChoice("future_policy", Set.of("refuse", "clamp"))
        .ifPresent(it -> change.put("future_policy", it));
    fields
        .optionalChoice("unknown_events", Set.of("allow", "refuse"))
        .ifPresent(it -> change.put("unknown_events", it));
    fields
        .optionalInteger("days_ahead", DAYS_AHEAD_MIN, DAYS_AHEAD_MAX)
        .ifPresent(it -> change.put("days_ahead", it));
    return change;
  }

  private static void duration(Fields fields, String name, ObjectNode change) {
    if (fields.has(name)) {
      var text = fields.text(name, 64);
      if (Durations.parse(text, DURATION_MAX).isEmpty()) {
        throw Fields.refuse(
            "invalid_duration", name, "a length of time is written like P90D or PT5M");
      }
      change.put(name, text);
    } else if (fields.isNamed(name)) {
      if (!name.equals("facts_kept")) {
        throw fields.missing(name);
      }
      change.putNull(name);
    }
  }

  private void list(Call call) {
    var page = Page.of(call);
    var documents = mappers.read(FactMapper.class, mapper -> mapper.list(page));
    call.answer(page.answer("event_names", "name", documents));
  }

  private void add(Call call) {
    var name = Fields.of(call.json(), "", Set.of("name")).text("name", NAME_BYTES_MAX);
    var isNew = mappers.change(call.caller().name(), FactMapper.class, mapper -> mapper.add(name));
    call.answer(isNew ? 201 : 200, Json.object().put("name", name));
  }

  private void remove(Call call) {
    var name = call.text("name", NAME_BYTES_MAX);
    var wasThere =
        mappers.change(call.caller().name(), FactMapper.class, mapper -> mapper.remove(name));
    if (!wasThere) {
      throw new ProblemException(
          Problem.of(404, "unknown_event_name", "no event name is like that")
              .withHint("GET /v1/event-names lists those that there are"));
    }
    call.answerNothing();
  }
}
