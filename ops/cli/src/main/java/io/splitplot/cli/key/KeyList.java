package io.splitplot.cli.key;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.installation.ApiKeys.StoredKey;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of an installation, for people and for programs. */
final class KeyList {
  private static final String ROW = "%-24s %-9s %-12s %-17s %-17s %-17s %-17s %s%n";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'");

  private KeyList() {}

  static String table(List<StoredKey> keys) {
    var text =
        new StringBuilder(
            ROW.formatted(
                "name", "role", "prefix", "created", "expires", "last used", "revoked", "rate"));
    for (var key : keys) {
      text.append(
          ROW.formatted(
              key.supersededAt() == null ? key.name() : key.name() + " (old)",
              key.role(),
              key.prefix() == null ? "-" : key.prefix(),
              minute(key.createdAt()),
              minute(key.expiresAt()),
              minute(key.lastUsedAt()),
              minute(key.revokedAt()),
              rate(key)));
    }
    return text.toString();
  }

  static String json(List<StoredKey> keys) {
    var document = JsonNodeFactory.instance.objectNode();
    var array = document.putArray("keys");
    for (var key : keys) {
      array
          .addObject()
          .put("name", key.name())
          .put("role", key.role())
          .put("prefix", key.prefix())
          .put("created_at", exact(key.createdAt()))
          .put("expires_at", exact(key.expiresAt()))
          .put("superseded_at", exact(key.supersededAt()))
          .put("revoked_at", exact(key.revokedAt()))
          .put("last_used_at", exact(key.lastUsedAt()))
          .put("rate_per_second", key.ratePerSecond())
          .put("burst", key.burst());
    }
    return document.toPrettyString() + "\n";
  }

  private static String rate(StoredKey key) {
    if (key.ratePerSecond() == null) {
      return "default";
    }
    return key.burst() == null
        ? key.ratePerSecond() + "/s"
        : key.ratePerSecond() + "/s, burst " + key.burst();
  }

  private static String minute(@Nullable OffsetDateTime time) {
    return time == null ? "-" : MINUTE.format(time);
  }

  private static @Nullable String exact(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toString();
  }
}
