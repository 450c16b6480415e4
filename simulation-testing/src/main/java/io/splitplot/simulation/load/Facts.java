package io.splitplot.simulation.load;

import io.splitplot.simulation.load.Workload.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Bodies of requests. Users are many, and come again. */
final class Facts {
  static final String EXPERIMENT = "bench";

  private static final int USERS = 100_000;

  private Facts() {}

  /** So many exposures in one request. */
  static Request exposures(long number, int count) {
    var now = Instant.now();
    var body = new StringBuilder(32 + count * 200).append("{\"exposures\":[");
    for (var i = 0; i < count; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"id\":\"")
          .append(UUID.randomUUID())
          .append("\",\"unit\":{\"user\":\"")
          .append(user(number * count + i))
          .append("\"},\"experiment\":\"")
          .append(EXPERIMENT)
          .append("\",\"occurred_at\":\"")
          .append(now)
          .append("\"}");
    }
    return new Request("/v1/exposures", bytes(body.append("]}")));
  }

  /** An assignment that is also an exposure. */
  static Request assignment(long number) {
    var body =
        new StringBuilder(128)
            .append("{\"unit\":{\"user\":\"")
            .append(user(number))
            .append("\",\"session\":\"visit-")
            .append(number)
            .append("\"},\"expose\":true}");
    return new Request("/v1/assignments", bytes(body));
  }

  /** A single event. */
  static Request event(long number) {
    var body =
        new StringBuilder(256)
            .append("{\"events\":[{\"id\":\"")
            .append(UUID.randomUUID())
            .append("\",\"unit\":{\"user\":\"")
            .append(user(number))
            .append("\"},\"name\":\"add_to_cart\",\"value\":2,\"occurred_at\":\"")
            .append(Instant.now())
            .append("\"}]}");
    return new Request("/v1/events", bytes(body));
  }

  private static String user(long number) {
    return "bench-user-" + Long.remainderUnsigned((number * 0x9E3779B97F4A7C15L) >>> 8, USERS);
  }

  private static byte[] bytes(StringBuilder body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
