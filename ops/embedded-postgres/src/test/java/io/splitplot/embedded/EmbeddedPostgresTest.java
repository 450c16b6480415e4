package io.splitplot.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, one data directory: making one takes seconds, restarting it a fraction. */
class EmbeddedPostgresTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static Options options;

  /** The data directory is made by a start that follows one that was killed in the middle. */
  @BeforeAll
  static void makeTheDataDirectoryAtTheSecondAttempt() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    options = Options.of(folder.resolve("data"), folder.resolve("binaries"));
    try (var owner = Owner.begin(options)) {
      await().atMost(LIMIT).until(() -> unfinished("global/pg_control"));
      owner.kill();
    }
    assertThat(options.dataDirectory()).doesNotExist();
    EmbeddedPostgres.start(options).close();
  }

  private static boolean unfinished(String file) throws IOException {
    try (var paths = Files.newDirectoryStream(folder, "data.unfinished-*")) {
      for (var path : paths) {
        if (Files.exists(path.resolve(file))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void whatAKilledStartBeganIsGone() throws IOException {
    try (var paths = Files.list(folder)) {
      assertThat(paths.map(path -> path.getFileName().toString()))
          .contains("data", "data.password")
          .noneMatch(name -> name.contains("unfinished"));
    }
  }

  @Test
  void dataPortAndPasswordOutliveARestart() throws SQLException {
    int port;
    String password;
    try (var server = EmbeddedPostgres.start(options)) {
      port = server.port();
      password = server.password();
      ask(server, "create table kept as select 42 as answer");
    }
    try (var server = EmbeddedPostgres.start(options)) {
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.password()).isEqualTo(password);
      assertThat(ask(server, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (var server = EmbeddedPostgres.start(options)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "guess"))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("28P01");
    }
  }

  @Test
  void onlyTheOwnerCanReadThePassword() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.resolve("data.password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void dataAreSafeAndOnlyThisMachineCanConnect() throws SQLException {
    try (var server = EmbeddedPostgres.start(options)) {
      assertThat(ask(server, "show fsync")).isEqualTo("on");
      assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
      assertThat(ask(server, "show full_page_writes")).isEqualTo("on");
      assertThat(ask(server, "show data_checksums")).isEqualTo("on");
      assertThat(ask(server, "show password_encryption")).isEqualTo("scram-sha-256");
      assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(server, "show server_encoding")).isEqualTo("UTF8");
      assertThat(ask(server, "select upper('\u00e4')")).isEqualTo("\u00c4");
      assertThat(folder.resolve("data/.s.PGSQL." + server.port())).exists();
    }
  }

  @Test
  void settingsOfTheCallerWin() throws SQLException {
    var settings = Map.of("work_mem", "3MB", "shared_buffers", "32MB", "app.word", "it's");
    try (var server = EmbeddedPostgres.start(options.withSettings(settings))) {
      assertThat(ask(server, "show work_mem")).isEqualTo("3MB");
      assertThat(ask(server, "show shared_buffers")).isEqualTo("32MB");
      assertThat(ask(server, "show app.word")).isEqualTo("it's");
      assertThat(ask(server, "show wal_level")).isEqualTo("logical");
    }
  }

  @Test
  void settingsThatWouldBreakAPromiseAreRefused() {
    assertFails(Code.SETTING_REFUSED, () -> options.withSettings(Map.of("port", "5432")));
    assertFails(Code.SETTING_REFUSED, () -> options.withSettings(Map.of("work_mem", "1MB\nx = 1")));
    assertFails(Code.SETTING_REFUSED, () -> options.withSettings(Map.of("work_mem = 1 #", "")));
  }

  @Test
  void aSettingThatTheServerRefusesIsShownWithItsLog() {
    var settings = Map.of("shared_buffers", "much");
    assertThatThrownBy(() -> EmbeddedPostgres.start(options.withSettings(settings)))
        .hasMessageContaining("SP-PG-011")
        .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"much\"");
  }

  @Test
  void whatWasCommittedOutlivesAKilledServer() throws SQLException {
    try (var server = EmbeddedPostgres.start(options)) {
      ask(server, "create table committed as select 1 as row");
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
    }
    try (var server = EmbeddedPostgres.start(options)) {
      assertThat(ask(server, "select count(*) from committed")).isEqualTo("1");
    }
  }

  @Test
  void theServerStopsWhenItsOwnerIsKilled() throws IOException {
    try (var owner = Owner.begin(options)) {
      var server = owner.server();
      assertThat(server.isAlive()).isTrue();
      owner.kill();
      await().atMost(LIMIT).until(() -> !server.isAlive());
    }
  }

  @Test
  void aServerThatNobodyWatchesIsStoppedByTheNextStart() throws IOException {
    try (var owner = Owner.begin(options)) {
      var leftover = owner.server();
      owner.killWithWatchdog(leftover);
      assertThat(leftover.isAlive()).isTrue();
      try (var server = EmbeddedPostgres.start(options)) {
        assertThat(server.pid()).isNotEqualTo(leftover.pid());
        // Dead, but the system may take a moment to forget it.
        await().atMost(LIMIT).until(() -> !leftover.isAlive());
      }
    }
  }

  @Test
  void aSecondOwnerIsRefusedAndToldAboutTheFirst() throws IOException {
    try (var owner = Owner.begin(options)) {
      owner.server();
      assertThatThrownBy(() -> EmbeddedPostgres.start(options))
          .hasMessageContaining("SP-PG-004: process " + owner.pid() + " already runs");
    }
    try (var _ = EmbeddedPostgres.start(options)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(options))
          .hasMessageContaining("SP-PG-004: this process already runs");
    }
  }

  @Test
  void closingTwiceDoesNotHarmTheNextOwner() {
    var first = EmbeddedPostgres.start(options);
    first.close();
    try (var second = EmbeddedPostgres.start(options)) {
      first.close();
      assertFails(Code.OWNED_BY_ANOTHER, () -> EmbeddedPostgres.start(options));
      assertThat(ProcessHandle.of(second.pid())).isPresent();
    }
  }

  @Test
  void aPortOfAnotherServerIsLeftToIt() throws IOException {
    try (var other = EmbeddedPostgres.start(copyOfTheData())) {
      assertFails(Code.PORT_TAKEN, () -> EmbeddedPostgres.start(options.withPort(other.port())));
    }
  }

  @Test
  void theLastPortIsGivenUpWhenAnotherProgramHasIt() throws IOException {
    int port;
    try (var server = EmbeddedPostgres.start(options)) {
      port = server.port();
    }
    try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        var server = EmbeddedPostgres.start(options)) {
      assertThat(server.port()).isNotEqualTo(port);
    }
  }

  @Test
  void aServerWithTheSamePasswordAndIdentifierButOtherDataIsNotOurs() throws IOException {
    var ours = new DataDirectory(options.dataDirectory(), binaries(), RunAs.detect());
    try (var other = EmbeddedPostgres.start(copyOfTheData())) {
      assertThatThrownBy(
              () -> EmbeddedPostgres.requireIdentity(ours, other.port(), other.password()))
          .hasMessageContaining("SP-PG-012")
          .hasMessageContaining("has its data in " + other.dataDirectory());
    }
  }

  @Test
  void rootStartsTheServerAsNobodyWhereNamespacesAreForbidden() throws IOException, SQLException {
    assumeTrue(RunAs.detect().userId() == 0, "only root changes users");
    try (var server = EmbeddedPostgres.start(copyOfTheData(), RunAs.asNobody())) {
      assertThat(Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid")).isEqualTo(65534);
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void nobodyCannotEnterAPrivateDirectory() throws IOException {
    assumeTrue(RunAs.detect().userId() == 0, "only root changes users");
    var hidden = Files.createDirectory(folder.resolve("private-" + UUID.randomUUID()));
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
    var inside = Options.of(hidden.resolve("data"), options.binariesCache());
    assertFails(Code.ROOT_REFUSED, () -> EmbeddedPostgres.start(inside, RunAs.asNobody()));
  }

  @Test
  void aDirectoryWithOtherFilesIsLeftAlone() throws IOException {
    var foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "years of work");
    var wanted = Options.of(foreign, options.binariesCache());
    assertFails(Code.NOT_A_DATA_DIRECTORY, () -> EmbeddedPostgres.start(wanted));
    assertThat(foreign.resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void dataOfAnotherMajorVersionAreLeftAlone() throws IOException {
    var copy = copyOfTheData();
    Files.writeString(copy.dataDirectory().resolve("PG_VERSION"), "15\n");
    assertFails(Code.OTHER_MAJOR_VERSION, () -> EmbeddedPostgres.start(copy));
  }

  @Test
  void aLostPasswordIsSaid() throws IOException {
    var copy = copyOfTheData();
    Files.delete(copy.dataDirectory().resolveSibling("data.password"));
    assertFails(Code.PASSWORD_LOST, () -> EmbeddedPostgres.start(copy));
  }

  private static Binaries binaries() {
    return Binaries.in(options.binariesCache());
  }

  /** Another data directory without the seconds that making one takes. No server may run. */
  private static Options copyOfTheData() throws IOException {
    var target = Files.createDirectory(folder.resolve("copy-" + UUID.randomUUID()));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (var name : new String[] {"data", "data.password"}) {
      copyTree(folder.resolve(name), target.resolve(name));
    }
    return Options.of(target.resolve("data"), options.binariesCache());
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.superuser(), server.password());
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void assertFails(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(PostgresException.class)
        .hasMessageStartingWith(code.text() + ": ");
  }
}
