package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connection strings say exactly what was meant, and passwords stay out of sight. */
class PublisherTest {
  @Test
  void valuesAreQuotedForLibpq() {
    var publisher =
        new Publisher("db 1", 5432, "o'brien", "feed", "p'a\\ss =", Map.of("sslmode", "require"));

    assertThat(publisher.conninfo())
        .isEqualTo(
            "host='db 1' port='5432' dbname='o\\'brien' user='feed' password='p\\'a\\\\ss ='"
                + " connect_timeout='10' sslmode='require'");
  }

  @Test
  void withoutAPasswordNoneIsSent() {
    assertThat(new Publisher("h", 1, "d", "u", "").conninfo()).doesNotContain("password");
  }

  @Test
  void ofSeveralServersTheOneThatTakesWritesIsMeant() {
    var publisher =
        new Publisher(
            List.of(new Publisher.Address("a", 1), new Publisher.Address("b", 2)),
            "d",
            "u",
            "",
            Map.of());

    assertThat(publisher.conninfo())
        .startsWith("host='a,b' port='1,2' ")
        .contains("target_session_attrs='read-write'");
    assertThat(publisher).hasToString("u@a:1,b:2/d");
  }

  @Test
  void whatIsShownHasNoPassword() {
    assertThat(new Publisher("h", 1, "d", "u", "secret")).hasToString("u@h:1/d");
  }
}
