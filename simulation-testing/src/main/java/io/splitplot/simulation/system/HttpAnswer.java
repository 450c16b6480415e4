package io.splitplot.simulation.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A whole answer.
 *
 * @param body empty when there was none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
public record HttpAnswer(int status, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether the server did what was asked. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Throws when the body is no JSON, as one that was cut off. */
  public JsonNode json() throws IOException {
    return JSON.readTree(body);
  }
}
