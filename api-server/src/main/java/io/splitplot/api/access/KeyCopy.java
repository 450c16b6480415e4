package io.splitplot.api.access;

import com.fasterxml.jackson.databind.JsonNode;
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
  private static final int FORMAT = 1;

  /** How much less long a key may be good after a restart. */
  private static final Duration LAG_MAX = Duration.ofMinutes(1);

  private final ApiKeys keys;
  private Map<String, Instant> saved = Map.of();

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
    var confirmations = new HashMap<String, Instant>();
    var array = document.putArray("keys");
    keys.known()
        .forEach((hash, key) -> {
          var caller = key.lastCaller();
          if (caller.isPresent() && !key.isForgotten()) {
            confirmations.put(hash, key.confirmedAt());
            array
                .addObject()
                .put("sha256", hash)
                .put("name", caller.get().name())
                .put("role", caller.get().role().name().toLowerCase(Locale.ROOT))
                .put("confirmed_at", key.confirmedAt().toString());
          }
        });
    if (!isWorthSaving(confirmations)) {
      return Optional.empty();
    }
    saved = confirmations;
    return Optional.of(Json.writeBytes(document));
  }

  private boolean isWorthSaving(Map<String, Instant> confirmations) {
    return !confirmations.keySet().equals(saved.keySet())
        || confirmations.entrySet().stream()
            .anyMatch(it ->
                it.getValue()
                    .isAfter(saved.getOrDefault(it.getKey(), Instant.EPOCH).plus(LAG_MAX)));
  }

  @Override
  public void restore(byte[] contents) {
    var restored = Json.parse(new String(contents, StandardCharsets.UTF_8)).path("keys");
    for (var key : restored) {
      keys.restore(
          key.path("sha256").asText(),
          new Caller(key.path("name").asText(), role(key)),
          Instant.parse(key.path("confirmed_at").asText()));
    }
  }

  private static Role role(JsonNode key) {
    return Role.valueOf(key.path("role").asText().toUpperCase(Locale.ROOT));
  }
}
