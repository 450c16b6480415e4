package io.splitplot.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shop against a stand-in for the API: what it sends, and what it makes of the answers. */
class ShopTest {
  private static final Instant STARTED_AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Retry IMPATIENT = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(4));

  private final StubApi api;

  ShopTest() throws IOException {
    api = new StubApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aDayAtTheShopIsCountedToTheLastFact() throws InterruptedException {
    var result = run(250);

    assertThat(result.violations()).isEmpty();
    assertThat(result.checks()).hasSize(3);
    assertThat(result.shoppers()).isEqualTo(250);
    assertThat(result.accepted()).isEqualTo(api.facts.size());
    assertThat(result.duplicates()).isZero();
    assertThat(result.exposures().sent()).isEqualTo(api.exposures().size()).isBetween(200L, 245L);
    assertThat(result.exposed())
        .isEqualTo(Map.of("control", exposedTo("control"), "green", exposedTo("green")));
    assertThat(api.factsNamed("add_to_cart")).isNotEmpty();
    assertThat(api.factsNamed("order")).isNotEmpty();
    assertThat(api.factsNamed("return")).isNotEmpty();
    assertThat(result.latenciesOf(Endpoint.ASSIGNMENTS).answers()).isGreaterThan(250);
    assertThat(api.keys).containsOnly("Bearer a-key");
  }

  @Test
  void theSameDayAgainAddsNothing() throws InterruptedException {
    var first = run(120);
    var second = run(120);

    assertThat(second.accepted()).isZero();
    assertThat(second.duplicates()).isEqualTo(first.accepted());
    assertThat(second.exposed()).isEqualTo(first.exposed());
    assertThat(second.violations()).isEmpty();
  }

  @Test
  void factsHaveTheShapeOfTheContract() throws InterruptedException {
    run(200);

    var exposure = api.exposures().getFirst();
    assertThat(fields(exposure))
        .containsExactlyInAnyOrder("id", "unit", "experiment", "variant", "occurred_at");
    assertThat(fields(exposure.path("unit"))).containsExactlyInAnyOrder("user", "session");
    var order = api.factsNamed("order").getFirst();
    assertThat(fields(order))
        .containsExactlyInAnyOrder(
            "id", "unit", "name", "order", "amount_minor", "currency", "lines", "occurred_at");
    assertThat(order.path("lines").path(0).path("amount_minor"))
        .isEqualTo(order.get("amount_minor"));
    var back = api.factsNamed("return").getFirst();
    assertThat(api.factsNamed("order"))
        .anySatisfy(bought -> {
          assertThat(bought.get("order")).isEqualTo(back.get("order"));
          assertThat(back.get("amount_minor").asLong())
              .isBetween(1L, bought.get("amount_minor").asLong());
        });
  }

  @Test
  void noFactIsDatedBeforeTheExperimentStarted() throws InterruptedException {
    var slowClock = InstantSource.fixed(STARTED_AT.minusSeconds(30));

    run(50, slowClock);

    assertThat(api.facts.values())
        .extracting(fact -> Instant.parse(fact.path("occurred_at").asText()))
        .containsOnly(STARTED_AT);
  }

  @Test
  void aShopperOutsideTheExperimentBuysButIsNotExposed() throws InterruptedException {
    api.variantOf = _ -> "";

    var result = run(100);

    assertThat(result.exposed()).isEmpty();
    assertThat(api.exposures()).isEmpty();
    assertThat(api.factsNamed("add_to_cart")).isNotEmpty();
    assertThat(result.violations())
        .containsExactlyInAnyOrder(
            "a shopper never sees two variants: unknown, as no shopper with a variant asked twice",
            "every fact is acknowledged: unknown, as nobody was exposed");
  }

  @Test
  void aBusyServerIsAskedAgainWithTheSameBody() throws InterruptedException {
    var requests = new AtomicInteger();
    api.fault = _ -> requests.getAndIncrement() % 2 == 0 ? StubApi.Fault.BUSY : StubApi.Fault.NONE;

    // One group, so that the requests come one after another: refused, served, refused, ...
    var result = run(60);

    assertThat(result.violations()).isEmpty();
    assertThat(result.accepted()).isEqualTo(api.facts.size());
    for (int i = 0; i < api.bodies.size(); i += 2) {
      assertThat(api.bodies.get(i)).isEqualTo(api.bodies.get(i + 1));
    }
  }

  @Test
  void anAnswerLostOnTheWayIsADuplicateTheSecondTime() throws InterruptedException {
    var lost = new AtomicInteger();
    api.fault =
        path ->
            path.equals(Endpoint.EXPOSURES.path()) && lost.getAndIncrement() == 0
                ? StubApi.Fault.HANG_UP
                : StubApi.Fault.NONE;

    var result = run(60);

    assertThat(result.violations()).isEmpty();
    assertThat(result.exposures().accepted()).isZero();
    assertThat(result.exposures().duplicate()).isEqualTo(api.exposures().size());
    assertThat(result.exposed().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(api.exposures().size());
  }

  @Test
  void anInternalErrorIsAViolationAndIsNotTriedAgain() throws InterruptedException {
    api.fault =
        path -> path.equals(Endpoint.EVENTS.path()) ? StubApi.Fault.CRASH : StubApi.Fault.NONE;

    var result = run(60);

    assertThat(result.checks().get("every request succeeds"))
        .isEqualTo(
            new Verdict.Violated(
                List.of("POST /v1/events answered 500: {\"code\":\"internal_error\"}")));
    assertThat(result.violations())
        .anyMatch(sentence -> sentence.contains("0 accepted, 0 duplicate, 0 rejected"));
    assertThat(result.latenciesOf(Endpoint.EVENTS).answers()).isEqualTo(1);
  }

  @Test
  void aServerThatStaysAwayEndsTheRunWithUnknown() throws InterruptedException {
    api.fault = _ -> StubApi.Fault.BUSY;

    var result = run(5_000);

    assertThat(result.violations())
        .hasSize(3)
        .allMatch(sentence -> sentence.contains(": unknown, as "))
        .anyMatch(sentence -> sentence.contains("no answer in 3 attempts"));
    // Each of the groups at work gives up on its first shopper; nobody goes through all 5,000.
    assertThat(api.bodies).hasSizeLessThan(100);
  }

  @Test
  void aServerThatIsNotThereEndsTheRunWithUnknown() throws InterruptedException {
    api.close();

    var result = run(10);

    assertThat(result.violations()).anyMatch(sentence -> sentence.contains("ConnectException"));
  }

  @Test
  void aShopperWhoIsGivenAnotherVariantIsFound() throws InterruptedException {
    var seen = new HashSet<String>();
    api.variantOf = user -> seen.add(user) ? "control" : "green";

    var result = run(60);

    assertThat(result.violations())
        .isNotEmpty()
        .allMatch(sentence -> sentence.endsWith("saw control, then green"));
  }

  @Test
  void aRejectedFactIsAViolationAndItsShopperIsNotExposed() throws InterruptedException {
    api.rejects = fact -> fact.path("variant").asText().equals("green");

    var result = run(60);

    assertThat(result.exposed()).containsOnlyKeys("control");
    assertThat(result.exposures().rejected()).isPositive();
    assertThat(result.violations())
        .anyMatch(sentence -> sentence.contains("of POST /v1/exposures was rejected, no: no"));
  }

  @Test
  void progressReachesTheEnd() throws InterruptedException {
    var heard = new ArrayList<Progress>();

    Shop.run(request(250), ShopModel.standard(), IMPATIENT, InstantSource.system(), heard::add);

    assertThat(heard).hasSize(3).last().isEqualTo(new Progress(250, 250));
  }

  @Test
  void anInterruptedCallerClosesTheShop() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> run(500)).isInstanceOf(InterruptedException.class);
  }

  private ShopResult run(int shoppers) throws InterruptedException {
    return run(shoppers, InstantSource.system());
  }

  private ShopResult run(int shoppers, InstantSource clock) throws InterruptedException {
    return Shop.run(request(shoppers), ShopModel.standard(), IMPATIENT, clock, _ -> {});
  }

  private ShopRequest request(int shoppers) {
    return new ShopRequest(api.uri(), "a-key", "green-button", 42, shoppers, STARTED_AT);
  }

  private long exposedTo(String variant) {
    return api.exposures().stream()
        .filter(exposure -> exposure.path("variant").asText().equals(variant))
        .count();
  }

  private static Iterable<String> fields(JsonNode node) {
    return node::fieldNames;
  }
}
