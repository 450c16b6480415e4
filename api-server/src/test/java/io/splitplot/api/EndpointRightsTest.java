package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every endpoint with the key of every role, in every state that a key can be in. */
class EndpointRightsTest {

  /**
   * Who may call what, written down a second time on purpose: x may, . may not, o needs no key.
   * Whoever changes a right in {@link Endpoint} changes it here too, for a reviewer to see.
   */
  private static final String RIGHTS =
      """
      endpoint               client analyst editor operator admin loader
      ASSIGN                 x      .      .      .      x      .
      RECORD_EXPOSURES       x      .      .      .      x      .
      RECORD_EVENTS          x      .      .      .      x      .
      PUSH_ROWS              .      .      .      .      x      x
      EVALUATE_FLAG          x      .      .      .      x      .
      EVALUATE_FLAGS         x      .      .      .      x      .
      READ_PLAN              x      .      .      .      x      .
      LINK_IDENTITY          x      .      .      .      x      .
      CREATE_LAYER           .      .      x      .      x      .
      LIST_LAYERS            .      .      x      .      x      .
      CREATE_DOMAIN          .      .      x      .      x      .
      LIST_DOMAINS           .      .      x      .      x      .
      READ_DOMAIN            .      .      x      .      x      .
      END_DOMAIN             .      .      x      .      x      .
      CREATE_HOLDOUT         .      .      x      .      x      .
      LIST_HOLDOUTS          .      .      x      .      x      .
      READ_HOLDOUT           .      .      x      .      x      .
      END_HOLDOUT            .      .      x      .      x      .
      CREATE_SHARED_CONTROL  .      .      x      .      x      .
      LIST_SHARED_CONTROLS   .      .      x      .      x      .
      READ_SHARED_CONTROL    .      .      x      .      x      .
      END_SHARED_CONTROL     .      .      x      .      x      .
      CREATE_SEGMENT         .      .      x      .      x      .
      LIST_SEGMENTS          .      .      x      .      x      .
      READ_SEGMENT           .      .      x      .      x      .
      CHANGE_SEGMENT         .      .      x      .      x      .
      DECLARE_ATTRIBUTE      .      .      x      .      x      .
      LIST_ATTRIBUTES        .      .      x      .      x      .
      READ_ATTRIBUTE         .      .      x      .      x      .
      CREATE_METRIC          .      .      x      .      x      .
      APPLY_METRICS          .      .      x      .      x      .
      LIST_METRICS           .      .      x      .      x      .
      READ_METRIC            .      .      x      .      x      .
      READ_FACT_SETTINGS     .      .      x      x      x      .
      CHANGE_FACT_SETTINGS   .      .      .      .      x      .
      LIST_EVENT_NAMES       x      x      x      x      x      .
      ADD_EVENT_NAME         .      .      x      .      x      .
      REMOVE_EVENT_NAME      .      .      x      .      x      .
      CREATE_EXPERIMENT      .      .      x      .      x      .
      LIST_EXPERIMENTS       .      .      x      .      x      .
      READ_EXPERIMENT        .      .      x      .      x      .
      START_EXPERIMENT       .      .      x      .      x      .
      CHANGE_EXPERIMENT      .      .      x      .      x      .
      RAMP_EXPERIMENT        .      .      x      .      x      .
      READ_RAMP              .      x      x      .      x      .
      ADVANCE_RAMP           .      .      x      .      x      .
      HOLD_RAMP              .      .      x      .      x      .
      RESUME_RAMP            .      .      x      .      x      .
      ROLL_BACK_RAMP         .      .      x      .      x      .
      CANCEL_RAMP            .      .      x      .      x      .
      KILL_EXPERIMENT        .      .      x      .      x      .
      PAUSE_EXPERIMENT       .      .      x      .      x      .
      RESUME_EXPERIMENT      .      .      x      .      x      .
      STOP_EXPERIMENT        .      .      x      .      x      .
      CONCLUDE_EXPERIMENT    .      .      x      .      x      .
      ARCHIVE_EXPERIMENT     .      .      x      .      x      .
      FORCE_VARIANT          .      .      x      .      x      .
      LIST_FORCED_VARIANTS   .      .      x      .      x      .
      UNFORCE_VARIANT        .      .      x      .      x      .
      EXPORT_UNIT            .      .      .      .      x      .
      FORGET_UNIT            .      .      .      .      x      .
      READ_TRAFFIC           .      x      x      .      x      .
      READ_REPORT            .      x      x      .      x      .
      PLAN_EXPERIMENT        .      x      x      .      x      .
      READ_AUDIT             .      x      x      .      x      .
      LIVE                   o      o      o      o      o      o
      READY                  o      o      o      o      o      o
      OPENAPI                o      o      o      o      o      o
      METRICS                .      .      .      x      x      .
      """;

  private static final Role[] COLUMNS = {
    Role.CLIENT, Role.ANALYST, Role.EDITOR, Role.OPERATOR, Role.ADMIN, Role.LOADER
  };

  private static TestApi api;

  /** What a request shows, by the role that the key has or had. */
  private enum Shown {
    NOTHING(_ -> "", 401),
    NO_SCHEME(role -> label(role), 401),
    EMPTY_KEY(_ -> "Bearer ", 401),
    SPACES(_ -> "Bearer    ", 401),
    NOT_A_KEY(_ -> "Bearer one two; three", 401),
    TOO_LONG(role -> "Bearer " + label(role).repeat(1000), 401),
    OTHER_SCHEME(role -> "Digest " + label(role), 401),
    NO_PASSWORD(_ -> "Basic " + base64("nobody"), 401),
    NOT_BASE64(_ -> "Basic !", 401),
    UNKNOWN(role -> "Bearer un" + label(role), 401),
    /** The key with one letter more. */
    ALMOST(role -> "Bearer " + label(role) + "s", 401),
    OTHER_CASE(role -> "Bearer " + role.name(), 401),
    EXPIRED(role -> "Bearer expired-" + label(role), 401),
    REVOKED(role -> "Bearer revoked-" + label(role), 401),
    /** 0: as the table says. */
    GOOD(role -> "Bearer " + label(role), 0);

    @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything
    private final Function<Role, String> authorization;

    private final int status;

    Shown(Function<Role, String> authorization, int status) {
      this.authorization = authorization;
      this.status = status;
    }
  }

  @BeforeAll
  static void start() {
    api = new TestApi();
    for (var role : Role.values()) {
      for (var state : List.of("expired", "revoked")) {
        var key = state + "-" + label(role);
        api.addKey(key, label(role), key);
      }
    }
    api.primary()
        .run(
            """
            update splitplot.api_key set expires_at = now() where name like 'expired-%';
            update splitplot.api_key set revoked_at = now() where name like 'revoked-%'
            """);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void theTableHasEveryEndpoint() {
    assertThat(table()).containsOnlyKeys(Endpoint.values());
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void aKeyOpensWhatTheTableSaysAndNothingElse(Endpoint endpoint) {
    var rights = table().getOrDefault(endpoint, "");
    assertThat(rights).hasSize(COLUMNS.length);
    var softly = new SoftAssertions();
    for (var column = 0; column < COLUMNS.length; column++) {
      for (var shown : Shown.values()) {
        var answer = call(endpoint, shown.authorization.apply(COLUMNS[column]));
        var expected = expected(rights.charAt(column), shown);
        softly
            .assertThat(outcome(answer))
            .as("%s %s %s", endpoint, COLUMNS[column], shown)
            .isEqualTo(expected);
      }
    }
    softly.assertAll();
  }

  private static String expected(char right, Shown shown) {
    if (right == 'o') {
      return "let in";
    }
    if (shown.status == 401) {
      return "401 unauthorized, challenged";
    }
    return right == 'x' ? "let in" : "403 forbidden";
  }

  /** Whoever is let in may still be told that there is no such thing, or that the body is wrong. */
  private static String outcome(Answer answer) {
    return switch (answer.status()) {
      case 401 ->
          answer.problem()
              + (answer.header("WWW-Authenticate").contains("Bearer") ? ", challenged" : "");
      case 403 -> answer.problem();
      case 200, 201, 204, 400, 404, 409, 415, 422 -> "let in";
      default -> String.valueOf(answer.status());
    };
  }

  private static Answer call(Endpoint endpoint, String authorization) {
    var path = endpoint.path().replaceAll("\\{\\w+}", "nowhere");
    var body =
        endpoint.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
    var request =
        api.requestWithoutKey(path)
            .header("Content-Type", "application/json")
            .method(endpoint.method(), body);
    return api.send(
        authorization.isEmpty() ? request : request.header("Authorization", authorization));
  }

  /** By endpoint one letter a column. */
  private static Map<Endpoint, String> table() {
    var table = new EnumMap<Endpoint, String>(Endpoint.class);
    RIGHTS
        .lines()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .forEach(cells ->
            table.put(
                Endpoint.valueOf(cells[0]),
                String.join("", Arrays.copyOfRange(cells, 1, cells.length))));
    return table;
  }

  private static String label(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
