package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The facts of one request, and what became of them as soon as it is known. */
final class Waiting {
  private final List<String> items;
  private final int[] indexes;
  private final Instant receivedAt;
  private final long bytes;
  private final CompletableFuture<Recorded> outcome = new CompletableFuture<>();

  /**
   * Facts that wait from now on.
   *
   * @param items lose their indexes
   * @param receivedAt when they came, by this server's clock
   */
  Waiting(ArrayNode items, Instant receivedAt) {
    this.items = new ArrayList<>(items.size());
    this.indexes = new int[items.size()];
    this.receivedAt = receivedAt;
    var length = 0L;
    for (var i = 0; i < indexes.length; i++) {
      var item = (ObjectNode) items.get(i);
      indexes[i] = item.remove(Batch.INDEX).intValue();
      var text = Json.write(item);
      length += text.length();
      this.items.add(text);
    }
    this.bytes = length;
  }

  /** Each as a JSON object without its index. */
  List<String> items() {
    return items;
  }

  /** The index in the request of the item at a place. */
  int index(int place) {
    return indexes[place];
  }

  int rows() {
    return indexes.length;
  }

  long bytes() {
    return bytes;
  }

  Instant receivedAt() {
    return receivedAt;
  }

  CompletableFuture<Recorded> outcome() {
    return outcome;
  }
}
