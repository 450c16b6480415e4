package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What SQL has found out about a batch; all items that are in neither are stored.
 *
 * @param duplicates places in the batch
 * @param rejected index, id, code and detail of each refused item, by place in the batch
 */
record Judged(BitSet duplicates, NavigableMap<Integer, ObjectNode> rejected) {

  /** Reads the columns of the SQL functions. */
  static Judged of(Integer[] duplicates, String rejected) {
    var places = new BitSet();
    for (var place : duplicates) {
      places.set(place);
    }
    var byPlace = new TreeMap<Integer, ObjectNode>();
    for (JsonNode rejection : Json.parse(rejected)) {
      byPlace.put(rejection.path(Batch.INDEX).intValue(), (ObjectNode) rejection);
    }
    return new Judged(places, byPlace);
  }

  /** What became of one request, whose facts begin at a place in the batch. */
  Recorded of(Waiting request, int from) {
    var to = from + request.rows();
    var duplicate = duplicates.get(from, to).cardinality();
    var own = Json.array();
    rejected
        .subMap(from, to)
        .forEach(
            (place, rejection) -> own.add(rejection.put(Batch.INDEX, request.index(place - from))));
    return new Recorded(request.rows() - duplicate - own.size(), duplicate, 0, own);
  }
}
