package io.splitplot.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.cli.installation.ApiKeys.StoredKey;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people and programs see of keys. */
class KeyListTest {
  private static final OffsetDateTime MADE = OffsetDateTime.parse("2026-01-31T09:30:15Z");
  private static final List<StoredKey> KEYS =
      List.of(
          new StoredKey(
              "shop", "client", "sp_0123abcd", MADE, null, null, null, MADE.plusDays(1), 500, 700),
          new StoredKey(
              "shop", "client", null, MADE, MADE.plusDays(2), MADE, null, null, null, null));

  @Test
  void aTableHasALineForEachKey() {
    assertThat(KeyList.table(KEYS).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "name role prefix created expires last used revoked rate",
            "shop client sp_0123abcd 2026-01-31 09:30Z - 2026-02-01 09:30Z - 500/s, burst 700",
            "shop (old) client - 2026-01-31 09:30Z 2026-02-02 09:30Z - - default");
  }

  @Test
  void jsonHasTheWholeTruth() {
    assertThat(KeyList.json(KEYS))
        .contains("\"prefix\" : \"sp_0123abcd\"")
        .contains("\"superseded_at\" : \"2026-01-31T09:30:15Z\"")
        .contains("\"last_used_at\" : \"2026-02-01T09:30:15Z\"")
        .contains("\"rate_per_second\" : 500")
        .contains("\"revoked_at\" : null");
  }
}
