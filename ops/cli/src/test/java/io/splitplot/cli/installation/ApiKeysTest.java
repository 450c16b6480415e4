package io.splitplot.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.cli.installation.ApiKeys.NewKey;
import io.splitplot.cli.installation.ApiKeys.StoredKey;
import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of the API from their making to their end: against an embedded server. */
class ApiKeysTest {
  private static final Path BINARIES =
      Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");
  private final OffsetDateTime soon =
      OffsetDateTime.now(ZoneOffset.UTC).plusDays(10).truncatedTo(ChronoUnit.MICROS);

  @TempDir static Path folder = Path.of("");

  private static EmbeddedPostgres postgres;
  private static Login login;
  private static ApiKeys keys;

  @BeforeAll
  static void startAServer() {
    postgres = EmbeddedPostgres.start(Options.of(folder.resolve("data"), BINARIES));
    var server =
        new Server(
            new Login(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password()),
            postgres.jdbcUrl(Server.DATABASE),
            false);
    login = new Provision(Secrets.of(new Home(folder))).primary(server).migrator();
    keys = new ApiKeys(login);
  }

  @AfterAll
  static void stopIt() {
    postgres.close();
  }

  @Test
  void aNewKeyIsKnownByItsPrefixAndItsHashAndNotByItself() throws SQLException {
    var text = create("new", soon, 500);

    assertThat(text.text()).matches("sp_[0-9a-f]{8}_[0-9a-f]{64}");
    assertThat(text.toString()).doesNotContain(text.text());
    var stored = only("new");
    assertThat(stored.prefix()).isEqualTo(text.text().substring(0, 11));
    assertThat(stored.expiresAt()).isEqualTo(soon);
    assertThat(stored.ratePerSecond()).isEqualTo(500);
    assertThat(
            value(
                "select key_hash = sha256('%s') from splitplot.api_key where name = 'new'"
                    .formatted(text.text())))
        .isEqualTo("t");
    assertThat(value("select string_agg(k::text, ' ') from splitplot.api_key k"))
        .doesNotContain(text.text().substring(12));
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    create("taken", null, null);

    assertThatThrownBy(() -> create("taken", null, null)).hasMessageContaining("SP-KEY-001");
    assertThatThrownBy(() -> create("Not A Name", null, null)).hasMessageContaining("SP-KEY-003");
    assertThatThrownBy(() -> create("fast", null, 0)).hasMessageContaining("SP-KEY-003");
  }

  @Test
  void afterARotationTheOldKeyGoesOnUntilTheOverlapIsOver() {
    var old = create("shop", null, 500);
    var next = KeyText.random();

    keys.rotate("shop", next, Duration.ofDays(1), null);

    var stored = named("shop");
    assertThat(stored).extracting(StoredKey::prefix).containsExactly(next.prefix(), old.prefix());
    var newest = stored.getFirst();
    assertThat(newest.role()).isEqualTo("client");
    assertThat(newest.ratePerSecond()).isEqualTo(500);
    assertThat(newest.expiresAt()).isNull();
    assertThat(newest.supersededAt()).isNull();
    var oldest = stored.getLast();
    assertThat(oldest.supersededAt()).isEqualTo(newest.createdAt());
    assertThat(oldest.expiresAt()).isEqualTo(newest.createdAt().plusDays(1));
    assertThat(oldest.revokedAt()).isNull();
  }

  @Test
  void theNextKeyLivesAsLongAsTheOldOneAndTheOverlapDoesNotLengthenAnOldOnesLife() {
    create("short", soon, null);
    var life = Duration.between(only("short").createdAt(), soon);

    keys.rotate("short", KeyText.random(), Duration.ofDays(365), null);

    var stored = named("short");
    assertThat(stored.getLast().expiresAt()).isEqualTo(soon);
    assertThat(stored.getFirst().expiresAt()).isEqualTo(stored.getFirst().createdAt().plus(life));
    keys.rotate("short", KeyText.random(), Duration.ZERO, soon);
    stored = named("short");
    assertThat(stored.getFirst().expiresAt()).isEqualTo(soon);
    assertThat(stored.get(1).expiresAt()).isEqualTo(stored.getFirst().createdAt());
  }

  @Test
  void whatIsRevokedOrUnknownCannotBeRotated() {
    create("gone", null, null);
    keys.revoke("gone", null);

    assertThatThrownBy(() -> keys.rotate("gone", KeyText.random(), Duration.ZERO, null))
        .hasMessageContaining("SP-KEY-002");
    assertThatThrownBy(() -> keys.rotate("never", KeyText.random(), Duration.ZERO, null))
        .hasMessageContaining("SP-KEY-002");
    assertThatThrownBy(() -> keys.revoke("gone", null)).hasMessageContaining("SP-KEY-002");
  }

  @Test
  void oneKeyOfANameCanBeRevokedOrAll() {
    var old = create("pair", null, null);
    keys.rotate("pair", KeyText.random(), Duration.ofDays(1), null);

    keys.revoke("pair", old.prefix());
    assertThat(named("pair").getFirst().revokedAt()).isNull();
    assertThat(named("pair").getLast().revokedAt()).isNotNull();
    keys.revoke("pair", null);
    assertThat(named("pair")).allSatisfy(key -> assertThat(key.revokedAt()).isNotNull());
  }

  @Test
  void whoMadeRotatedAndRevokedAKeyIsInTheAuditLog() throws SQLException {
    create("watched", null, null);
    keys.rotate("watched", KeyText.random(), Duration.ZERO, null);
    keys.revoke("watched", null);

    assertThat(
            value(
                """
                select string_agg(action, ' ' order by audit_log_id)
                from splitplot.audit_log
                where after ->> 'name' = 'watched' and actor = 'cli:%s'
                """
                    .formatted(System.getProperty("user.name"))))
        .isEqualTo("insert update insert update update");
  }

  private static KeyText create(
      String name, @Nullable OffsetDateTime expiresAt, @Nullable Integer rate) {
    var text = KeyText.random();
    keys.create(new NewKey(name, "client", expiresAt, rate, null), text);
    return text;
  }

  private static StoredKey only(String name) {
    assertThat(named(name)).hasSize(1);
    return named(name).getFirst();
  }

  private static List<StoredKey> named(String name) {
    return keys.list().stream().filter(key -> key.name().equals(name)).toList();
  }

  private static String value(String query) throws SQLException {
    try (var connection = login.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
