package io.splitplot.api.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.util.List;

/**
 * A part of a list that is ordered by key.
 *
 * @param after the key before the first one wanted; empty: from the beginning
 * @param limit how many are wanted at most
 */
public record Page(String after, int limit) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  /** Reads {@code after} and {@code limit} from the query. */
  public static Page of(Call call) {
    return new Page(
        call.query("after").orElse(""), call.query("limit").map(Page::limit).orElse(LIMIT_DEFAULT));
  }

  /**
   * The answer: the documents under {@code name}, and in {@code next} what to ask {@code after}
   * when there may be more.
   */
  public ObjectNode answer(String name, List<String> documents) {
    return answer(name, "key", documents);
  }

  /** The same for documents that are ordered by another member than {@code key}. */
  public ObjectNode answer(String name, String key, List<String> documents) {
    var answer = Json.object();
    var items = answer.putArray(name);
    documents.forEach(document -> items.add(Json.parse(document)));
    var isFull = items.size() == limit;
    return answer.put("next", isFull ? items.get(limit - 1).path(key).textValue() : null);
  }

  private static int limit(String text) {
    if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LIMIT_MAX) {
      return Integer.parseInt(text);
    }
    throw new ProblemException(
        Problem.ofField(
            "invalid_limit", "limit", "limit: this must be from 1 to %d".formatted(LIMIT_MAX)));
  }
}
