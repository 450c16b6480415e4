package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the server has said that it stored, to be compared with what is stored. */
final class AnsweredFacts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NOT_CONFIGURATION =
      List.of("/v1/exposures", "/v1/events", "/v1/assignments", "/v1/identities", "/ofrep/");

  /** What is created under a key, by the query that lists the keys. */
  private static final Map<String, String> KEYS =
      Map.of(
          // but for those that holdouts make
          "layer",
          "select key from splitplot.layer where key not like 'holdouts.%'",
          "segment",
          "select key from splitplot.segment",
          "experiment",
          "select key from splitplot.experiment",
          "metric",
          "select key from splitplot.metric",
          "holdout",
          "select key from splitplot.holdout",
          "shared control",
          "select key from splitplot.shared_control",
          "domain",
          "select key from splitplot.domain",
          "attribute",
          "select name from splitplot.attribute",
          // but for those of persons who were forgotten
          "forced variant",
          "select unit_id from splitplot.forced_variant where unit_id not like 'forgotten-%'");

  private final TestDatabase primary;
  private final Map<String, Set<String>> keysBefore = new ConcurrentHashMap<>();
  private final Set<String> keysAnswered = ConcurrentHashMap.newKeySet();
  private final Set<String> idsAnswered = ConcurrentHashMap.newKeySet();
  private final AtomicLong exposed = new AtomicLong();
  private final AtomicLong linked = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final long versionsBefore;
  private final String apiKeysBefore;

  AnsweredFacts(TestDatabase primary) {
    this.primary = primary;
    KEYS.forEach((kind, query) -> keysBefore.put(kind, texts(query)));
    versionsBefore = versions();
    apiKeysBefore = apiKeys();
  }

  /** Takes note of an answer; {@code body} is what the request had between its framing. */
  void add(RawRequest request, byte[] body, RawConnection.Answer answer) throws IOException {
    if (answer.status() >= 300 || request.method.equalsIgnoreCase("GET")) {
      return;
    }
    if (NOT_CONFIGURATION.stream().noneMatch(request.target::startsWith)) {
      changes.incrementAndGet();
    }
    if (answer.body().isEmpty()) {
      return;
    }
    var document = answer.json();
    if (document.has("accepted")) {
      addFacts(JSON.readTree(new String(body, StandardCharsets.UTF_8)), document);
    }
    document.path("assignments").forEach(it -> exposed.addAndGet(it.path("exposed").asInt()));
    linked.addAndGet(document.has("linked") ? 1 : 0);
    if (document.path("dry_run").isBoolean() && !document.path("dry_run").booleanValue()) {
      document.path("metrics").forEach(it -> keysAnswered.add(it.path("key").asText()));
    }
    if (answer.status() == 201) {
      for (var name : List.of("key", "name", "unit")) {
        keysAnswered.add(document.path(name).asText());
      }
    }
  }

  private void addFacts(JsonNode sent, JsonNode answer) {
    var items = sent.elements().next();
    var rejected = new HashSet<Integer>();
    answer.path("rejected").forEach(it -> rejected.add(it.path("index").intValue()));
    var taken = answer.path("accepted").intValue() + answer.path("duplicate").intValue();
    assertThat(taken + rejected.size()).as("%s of %s", answer, sent).isEqualTo(items.size());
    for (var i = 0; i < items.size(); i++) {
      if (!rejected.contains(i)) {
        idsAnswered.add(items.get(i).path("id").textValue().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Fails when something is stored that was refused, or not stored that was acknowledged. */
  void compareWithStored() {
    var events = texts("select id::text from splitplot.event");
    var exposures = texts("select id::text from splitplot.exposure");
    var stored = new HashSet<>(events);
    stored.addAll(exposures);
    assertThat(stored).as("stored facts").containsAll(idsAnswered);
    stored.removeAll(idsAnswered);
    assertThat(events).as("events that were refused").doesNotContainAnyElementsOf(stored);
    assertThat((long) stored.size()).as("exposures with ids of ours").isEqualTo(exposed.get());
    KEYS.forEach((kind, query) -> {
      var keys = texts(query);
      keys.removeAll(keysBefore.get(kind));
      assertThat(keysAnswered).as("keys of kind " + kind).containsAll(keys);
    });
    assertThat(versions() - versionsBefore)
        .as("transactions that changed configuration")
        .isLessThanOrEqualTo(changes.get());
    assertThat(count("select count(*) from splitplot.identity_link"))
        .as("links")
        .isLessThanOrEqualTo(2 * linked.get());
    assertThat(apiKeys()).isEqualTo(apiKeysBefore);
  }

  /** How much there was to compare. */
  @Override
  public String toString() {
    return "%d facts, %d exposures with assignments, %d keys, %d links, %d changes"
        .formatted(
            idsAnswered.size(), exposed.get(), keysAnswered.size(), linked.get(), changes.get());
  }

  private long versions() {
    return count("select count(*) from splitplot.configuration_version");
  }

  private String apiKeys() {
    return texts("select name || role || key_hash from splitplot.api_key").toString();
  }

  private long count(String query) {
    return Long.parseLong(TestApi.value(primary, query));
  }

  private Set<String> texts(String query) {
    var texts = new HashSet<String>();
    try (var connection = primary.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return texts;
  }
}
