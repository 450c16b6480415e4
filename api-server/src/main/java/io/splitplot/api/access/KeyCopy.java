package io.splitplot.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import io.splitplot.api.state.Kept;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that were good lately, on disk: their hashes, whose they are, and when the database said
 * so, which after a restart counts as long as it would have without one.
 */
public final class KeyCopy implements Kept {
  private static final int FORMAT = 2; // 1 did not say when a key expires

  /** How much less long a key may be good after a restart. */
  private static final Duration LAG_MAX = Duration.ofMinutes(1);

  private final ApiKeys keys;
  private Map<KeyHash, Instant> saved = Map.of();

  public KeyCopy(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public String name() {
    return "keys.json";
  }

  @Override
  public int format() {
    return FORMAT;
  }

  @Override
  public Optional<byte[]> unsaved() {
    var document = Json.object();
    var confirmations = new HashMap<KeyHash, Instant>();
    var array = document.putArray("keys");
    keys.known()
        .forEach((hash, known) -> {
          var key = known.lastKey();
          if (key.isPresent() && !known.isForgotten()) {
            confirmations.put(hash, known.confirmedAt());
            write(key.get(), array.addObject().put("sha256", hash.toString()))
                .put("confirmed_at", known.confirmedAt().toString())
                .put("used_at", known.usedAt().toString());
          }
        });
    if (!isWorthSaving(confirmations)) {
      return Optional.empty();
    }
    saved = confirmations;
    return Optional.of(Json.writeBytes(document));
  }

  private boolean isWorthSaving(Map<KeyHash, Instant> confirmations) {
    return !confirmations.keySet().equals(saved.keySet())
        || confirmations.entrySet().stream()
            .anyMatch(it ->
                it.getValue()
                    .isAfter(saved.getOrDefault(it.getKey(), Instant.EPOCH).plus(LAG_MAX)));
  }

  private static ObjectNode write(ApiKey key, ObjectNode document) {
    key.prefix().ifPresent(it -> document.put("prefix", it));
    key.expiresAt().ifPresent(it -> document.put("expires_at", it.toString()));
    key.limit()
        .ifPresent(it -> document.put("rate_per_second", it.perSecond()).put("burst", it.burst()));
    return document
        .put("id", key.id())
        .put("name", key.name())
        .put("role", key.role().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void restore(byte[] contents) {
    var restored = Json.parse(new String(contents, StandardCharsets.UTF_8)).path("keys");
    for (var document : restored) {
      keys.restore(
          KeyHash.parse(document.path("sha256").asText()),
          key(document),
          Instant.parse(document.path("confirmed_at").asText()),
          Instant.parse(document.path("used_at").asText()));
    }
  }

  private static ApiKey key(JsonNode document) {
    return new ApiKey(
        document.path("id").asInt(),
        document.path("name").asText(),
        Role.valueOf(document.path("role").asText().toUpperCase(Locale.ROOT)),
        document.path("prefix").asOptional().map(JsonNode::asText),
        document.path("expires_at").asOptional().map(it -> Instant.parse(it.asText())),
        document
            .path("rate_per_second")
            .asOptional()
            .map(it -> new RateLimit(it.asInt(), document.path("burst").asInt())));
  }
}
