package io.splitplot.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** As much of the API as the shop uses, with a place to put faults. */
final class StubApi implements AutoCloseable {
  /** What the server does with a request before anything else. */
  enum Fault {
    NONE,
    BUSY,
    CRASH,
    /** Does what was asked, and hangs up instead of answering. */
    HANG_UP
  }

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /** Facts by id, in the order they were stored. */
  final Map<String, JsonNode> facts = Collections.synchronizedMap(new LinkedHashMap<>());

  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  final List<String> keys = Collections.synchronizedList(new ArrayList<>());

  volatile Function<String, Fault> fault = _ -> Fault.NONE;
  volatile Function<String, String> variantOf =
      user -> user.hashCode() % 2 == 0 ? "control" : "green";
  volatile Function<JsonNode, Boolean> rejects = _ -> false;

  StubApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/assignments", exchange -> serve(exchange, this::assign));
    server.createContext("/v1/exposures", exchange -> serve(exchange, this::store));
    server.createContext("/v1/events", exchange -> serve(exchange, this::store));
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<JsonNode> factsNamed(String name) {
    synchronized (facts) {
      return facts.values().stream()
          .filter(fact -> fact.path("name").asText().equals(name))
          .toList();
    }
  }

  List<JsonNode> exposures() {
    synchronized (facts) {
      return facts.values().stream().filter(fact -> fact.has("experiment")).toList();
    }
  }

  private void serve(HttpExchange exchange, Function<JsonNode, JsonNode> work) {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(body);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      switch (fault.apply(exchange.getRequestURI().getPath())) {
        case NONE -> answer(exchange, 200, work.apply(json.readTree(body)).toString());
        case BUSY -> answer(exchange, 503, "{\"code\":\"busy\"}");
        case CRASH -> answer(exchange, 500, "{\"code\":\"internal_error\"}");
        case HANG_UP -> {
          var _ = work.apply(json.readTree(body));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ObjectNode assign(JsonNode request) {
    var answer = json.createObjectNode();
    var assignment = answer.putArray("assignments").addObject();
    assignment.put("experiment", request.path("experiments").path(0).asText());
    var variant = variantOf.apply(request.path("unit").path("user").asText());
    if (variant.isEmpty()) {
      assignment.putNull("variant").put("reason", "not_in_traffic");
    } else {
      assignment.put("variant", variant).put("reason", "split");
    }
    return answer;
  }

  private ObjectNode store(JsonNode request) {
    var answer = json.createObjectNode();
    var rejected = answer.putArray("rejected");
    int accepted = 0;
    int duplicate = 0;
    int index = 0;
    for (var fact : request.path(request.has("events") ? "events" : "exposures")) {
      var id = fact.path("id").asText();
      if (rejects.apply(fact)) {
        rejected
            .addObject()
            .put("index", index)
            .put("id", id)
            .put("code", "no")
            .put("detail", "no");
      } else if (facts.putIfAbsent(id, fact) == null) {
        accepted++;
      } else {
        duplicate++;
      }
      index++;
    }
    return answer.put("accepted", accepted).put("duplicate", duplicate);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
