package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.CallHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Answers a call that reports a batch: what is wrong with one item does not stop the others. */
public final class BatchHandler implements CallHandler {
  private static final int ITEMS_MAX = 1000;
  private static final Pattern ECHOED_ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

  private final Fact fact;
  private final String field;
  private final Function<JsonNode, ObjectNode> reader;
  private final FactRecorder recorder;

  /**
   * A handler of one kind of fact.
   *
   * @param field the body's only field, an array
   * @param reader gives the item as the SQL function takes it, or throws what is wrong with it
   */
  public BatchHandler(
      Fact fact, String field, Function<JsonNode, ObjectNode> reader, FactRecorder recorder) {
    this.fact = fact;
    this.field = field;
    this.reader = reader;
    this.recorder = recorder;
  }

  @Override
  public void handle(Call call) {
    var items = Fields.of(call.json(), "", Set.of(field)).array(field, ITEMS_MAX);
    var good = Json.array();
    var refused = Json.array();
    for (var index = 0; index < items.size(); index++) {
      try {
        good.add(reader.apply(items.get(index)).put("index", index));
      } catch (ProblemException e) {
        refused.add(rejection(index, items.get(index), e));
      }
    }
    recorder.countRefused(fact, refused.size());
    var recorded =
        good.isEmpty() ? new Recorded(0, 0, 0, Json.array()) : recorder.record(fact, good);
    var answer =
        Json.object().put("accepted", recorded.accepted()).put("duplicate", recorded.duplicate());
    if (recorded.spooled() > 0) {
      answer.put("spooled", recorded.spooled());
    }
    call.answer(answer.set("rejected", byIndex(refused.addAll(recorded.rejected()))));
  }

  private static ObjectNode rejection(int index, JsonNode item, ProblemException e) {
    var id = item.path("id").asText("");
    return Json.object()
        .put("index", index)
        .put("id", ECHOED_ID.matcher(id).matches() ? id : null)
        .put("code", e.problem().code())
        .put("detail", e.problem().detail());
  }

  private static ArrayNode byIndex(ArrayNode rejected) {
    var sorted = new ArrayList<JsonNode>();
    rejected.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(rejection -> rejection.path("index").intValue()));
    return Json.array().addAll(sorted);
  }
}
