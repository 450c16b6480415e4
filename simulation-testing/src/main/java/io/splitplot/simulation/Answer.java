package io.splitplot.simulation;

import com.fasterxml.jackson.databind.JsonNode;

/** What the server said to a request. */
sealed interface Answer {
  /** It did what was asked. */
  record Success(JsonNode body) implements Answer {}

  /** It answered, but didn't do what was asked, or not in a way that can be read. */
  record Refused(int status, String detail) implements Answer {}
}
