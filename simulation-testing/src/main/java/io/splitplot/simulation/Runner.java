package io.splitplot.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Sends the shoppers through the API, in groups that come side by side.
 *
 * <p>The shop's time only says what comes before what: facts are dated with the moment they are
 * sent, since the server takes none from the future, and never earlier than the experiment's start.
 */
final class Runner {
  private static final int GROUP = 100;
  private static final int GROUPS_AT_ONCE = 8;
  private static final int BATCH_MAX = 500;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ShopRequest request;
  private final Generator generator;
  private final InstantSource clock;
  private final ApiClient api;
  private final History history;

  Runner(
      ShopRequest request,
      Generator generator,
      InstantSource clock,
      ApiClient api,
      History history) {
    this.request = request;
    this.generator = generator;
    this.clock = clock;
    this.api = api;
    this.history = history;
  }

  /** A shopper on the page, and the treatment there; none when outside the experiment. */
  private record Visit(Shopper shopper, Optional<String> variant) {}

  /** A shopper and something they do. */
  private record Deed(Shopper shopper, Action action) {}

  /** Runs to the end, or to the first request that stays unanswered. */
  void run(Consumer<Progress> progress) throws InterruptedException {
    var threads = Thread.ofVirtual().name("shop-", 0).factory();
    try (var pool = Executors.newFixedThreadPool(GROUPS_AT_ONCE, threads)) {
      var groups = new ExecutorCompletionService<Integer>(pool);
      var count = 0;
      for (int from = 0; from < request.shoppers(); from += GROUP, count++) {
        var first = from;
        groups.submit(() -> serve(first, Math.min(first + GROUP, request.shoppers())));
      }
      try {
        var done = 0;
        for (int i = 0; i < count; i++) {
          done += groups.take().get();
          progress.accept(new Progress(done, request.shoppers()));
        }
      } catch (ExecutionException e) {
        giveUp(e);
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private void giveUp(ExecutionException failure) {
    if (failure.getCause() instanceof UnansweredException unanswered) {
      history.gaveUp(String.valueOf(unanswered.getMessage()));
    } else {
      throw new IllegalStateException("the simulated shop failed", failure);
    }
  }

  private int serve(int from, int to) throws InterruptedException, UnansweredException {
    var visits = new ArrayList<Visit>();
    for (var shopper : generator.shoppers(from, to).toList()) {
      visits.add(new Visit(shopper, assign(shopper)));
    }
    visits.removeIf(visit -> !visit.shopper().reachesPage());
    expose(visits.stream().filter(visit -> visit.variant().isPresent()).toList());
    report(deeds(visits));
    for (var visit : visits) {
      if (visit.shopper().returns()) {
        assign(visit.shopper());
      }
    }
    return to - from;
  }

  private Optional<String> assign(Shopper shopper)
      throws InterruptedException, UnansweredException {
    var body = JSON.objectNode();
    body.set("unit", unit(shopper));
    body.putArray("experiments").add(request.experiment());
    return switch (api.post(Endpoint.ASSIGNMENTS, body)) {
      case Answer.Success(var answer) -> {
        var variant = answer.path("assignments").path(0).path("variant");
        if (!variant.isTextual()) {
          yield Optional.empty();
        }
        history.assigned(shopper.user(), variant.textValue());
        yield Optional.of(variant.textValue());
      }
      case Answer.Refused refused -> {
        history.refused(Endpoint.ASSIGNMENTS, refused);
        yield Optional.empty();
      }
    };
  }

  private void expose(List<Visit> visits) throws InterruptedException, UnansweredException {
    if (visits.isEmpty()) {
      return;
    }
    var body = JSON.objectNode();
    var exposures = body.putArray("exposures");
    for (var visit : visits) {
      var exposure = exposures.addObject();
      exposure.put("id", visit.shopper().exposureId().toString());
      exposure.set("unit", unit(visit.shopper()));
      exposure.put("experiment", request.experiment());
      exposure.put("variant", visit.variant().orElseThrow());
      exposure.put("occurred_at", now());
    }
    var rejected = send(Endpoint.EXPOSURES, body, exposures);
    if (rejected.isEmpty()) {
      return;
    }
    for (int i = 0; i < visits.size(); i++) {
      if (!rejected.get().contains(i)) {
        history.exposed(visits.get(i).variant().orElseThrow());
      }
    }
  }

  /** What people do on the page and later; outside the experiment they do as without treatment. */
  private List<Deed> deeds(List<Visit> visits) {
    return visits.stream()
        .flatMap(visit ->
            generator.actions(visit.shopper(), visit.variant().orElse("")).stream()
                .map(action -> new Deed(visit.shopper(), action)))
        .sorted(Comparator.comparing(deed -> deed.action().after()))
        .toList();
  }

  private void report(List<Deed> deeds) throws InterruptedException, UnansweredException {
    for (int from = 0; from < deeds.size(); from += BATCH_MAX) {
      var body = JSON.objectNode();
      var events = body.putArray("events");
      deeds.subList(from, Math.min(from + BATCH_MAX, deeds.size())).stream()
          .map(this::event)
          .forEach(events::add);
      send(Endpoint.EVENTS, body, events);
    }
  }

  private ObjectNode event(Deed deed) {
    var event = JSON.objectNode();
    event.put("id", deed.action().id().toString());
    switch (deed.action()) {
      case Action.AddToCart cart -> {
        event.set("unit", unit(deed.shopper()));
        event.put("name", "add_to_cart");
        event.put("value", cart.items());
      }
      case Action.Order order -> {
        event.set("unit", unit(deed.shopper()));
        event.put("name", "order");
        event.put("order", order.order());
        money(event, order.amountMinor());
        var line = event.putArray("lines").addObject();
        line.put("sku", order.sku());
        line.put("quantity", order.quantity());
        line.put("amount_minor", order.amountMinor());
      }
      case Action.Return back -> {
        // Goods come back by post, days later and outside of any session.
        event.putObject("unit").put("user", deed.shopper().user());
        event.put("name", "return");
        event.put("order", back.order());
        money(event, back.amountMinor());
      }
    }
    event.put("occurred_at", now());
    return event;
  }

  private static void money(ObjectNode event, long amountMinor) {
    event.put("amount_minor", amountMinor);
    event.put("currency", "EUR");
  }

  /**
   * Sends a batch; gives the places of the facts that were rejected, or nothing without success.
   */
  private Optional<Set<Integer>> send(Endpoint endpoint, ObjectNode body, ArrayNode facts)
      throws InterruptedException, UnansweredException {
    return switch (api.post(endpoint, body)) {
      case Answer.Success(var answer) -> Optional.of(count(endpoint, facts.size(), answer));
      case Answer.Refused refused -> {
        history.refused(endpoint, refused);
        history.acknowledged(endpoint, new Tally(facts.size(), 0, 0, 0));
        yield Optional.empty();
      }
    };
  }

  private Set<Integer> count(Endpoint endpoint, int sent, JsonNode answer) {
    var rejected = new HashSet<Integer>();
    for (var item : answer.path("rejected")) {
      rejected.add(item.path("index").asInt());
      history.rejected(
          "%s of POST %s was rejected, %s: %s"
              .formatted(
                  item.path("id").asText(),
                  endpoint.path(),
                  item.path("code").asText(),
                  item.path("detail").asText()));
    }
    history.acknowledged(
        endpoint,
        new Tally(
            sent,
            answer.path("accepted").asLong(),
            answer.path("duplicate").asLong(),
            rejected.size()));
    return rejected;
  }

  private static ObjectNode unit(Shopper shopper) {
    return JSON.objectNode().put("user", shopper.user()).put("session", shopper.session());
  }

  /** In microseconds, as PostgreSQL keeps it: rounding must not reorder facts. */
  private String now() {
    var now = clock.instant();
    var dated = now.isBefore(request.startedAt()) ? request.startedAt() : now;
    return dated.truncatedTo(ChronoUnit.MICROS).toString();
  }
}
