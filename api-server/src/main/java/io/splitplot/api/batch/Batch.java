package io.splitplot.api.batch;

/** Items of many requests as one JSON array, renumbered from 0. */
final class Batch {
  static final String INDEX = "index";

  private final StringBuilder json = new StringBuilder("[");
  private int size;

  /** Adds an item that has neither index nor time of receipt; the primary's clock gives that. */
  void add(String item) {
    begin().append(',').append(item, 1, item.length());
  }

  /** Adds an item that was received before. */
  void add(String item, Object receivedAt) {
    begin().append(",\"received_at\":\"").append(receivedAt).append("\",");
    json.append(item, 1, item.length());
  }

  private StringBuilder begin() {
    if (size > 0) {
      json.append(',');
    }
    return json.append("{\"").append(INDEX).append("\":").append(size++);
  }

  int size() {
    return size;
  }

  String json() {
    return json + "]";
  }
}
