package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.splitplot.api.RawConnection.Answer;
import io.splitplot.api.access.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Text that means something to SQL, in every text of every endpoint: it is stored to the letter or
 * refused, and nothing else happens.
 *
 * <p>Each place gets some of the texts, another part of them than the place before; all of them
 * with {@code splitplot.injection.all=true}.
 */
class InjectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTS = Boolean.getBoolean("splitplot.injection.all") ? 1 : 16;

  /** Less than the sleep that some of the texts ask for. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(25);

  private static final String SLEEP = "pg_sleep(30)";

  private static final List<String> TEXTS =
      List.of(
          "'",
          "''",
          "\"",
          "\"\"",
          "`",
          "\\",
          "\\'",
          "\\\\'",
          "';",
          "' --",
          "' #",
          "'/*",
          "*/ '",
          "' or '1'='1",
          "' or 1=1 --",
          "\" or \"\"=\"",
          "') or ('a'='a",
          "'; drop table splitplot.event; --",
          "'; drop schema splitplot cascade; --",
          "'); delete from splitplot.exposure; --",
          "'; truncate splitplot.event; commit; --",
          "'; update splitplot.api_key set role='admin'; --",
          "1; select " + SLEEP,
          "'; select " + SLEEP + "; --",
          "'||" + SLEEP + "||'",
          "' and 1=(select 1 from " + SLEEP + ") --",
          "(select " + SLEEP + ")",
          "' union select null,null,null --",
          "' union all select key_hash::text from splitplot.api_key --",
          "$$",
          "$$; select " + SLEEP + "; $$",
          "$a$",
          "$1",
          "$1::regclass",
          "?",
          "??",
          "#{unit}",
          "${unit}",
          ":unit",
          "%s",
          "%I",
          "%L",
          "%1$s",
          "%n%n%x",
          "%",
          "_",
          "E'\\x27'",
          "U&'\\0027'",
          "\\u0027",
          "\u02bc; drop table splitplot.layer; --",
          "\u2019 or 1=1 --",
          "\uff07 or 1=1 --",
          "'::regclass",
          "x'::int",
          "'::json->>'a",
          "{\"a\":\"'\"}",
          "{1,2}",
          "[1,2)",
          "copy splitplot.api_key to '/tmp/splitplot-injection'",
          "'; copy splitplot.event from program 'sleep 30'; --",
          "\\copy x",
          "\\! id",
          "'; set role postgres; --",
          "'; reset all; --",
          "'; notify splitplot_configuration; --",
          "current_user",
          "default",
          "null",
          "pg_catalog",
          "splitplot.event",
          "a\nb';--",
          "a\tb",
          "a;b",
          "\u202e'--");

  private static TestApi api;
  private static AnsweredFacts answered;
  private static String objectsBefore;

  /** Looks at what is stored; kept, as there is much to look at. */
  private static Connection observer;

  @BeforeAll
  static void start() throws SQLException {
    api = new TestApi(it -> it.lookingAtRampsEvery(Duration.ofHours(1)));
    ValidRequests.prepare(api);
    answered = new AnsweredFacts(api.primary());
    objectsBefore = objects();
    observer = api.primary().dataSource().getConnection();
  }

  @AfterAll
  static void stop() throws SQLException {
    observer.close();
    assertThat(objects()).isEqualTo(objectsBefore);
    answered.compareWithStored();
    api.close();
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void textIsStoredToTheLetterOrRefused(Endpoint endpoint) throws IOException, SQLException {
    var place = 0;
    for (var injected : places(endpoint)) {
      for (var i = place % PARTS; i < TEXTS.size(); i += PARTS) {
        send(endpoint, injected, TEXTS.get(i));
      }
      place++;
    }
  }

  /**
   * A place of a request where a text can be put.
   *
   * @param isKept whether the text is part of what is asked to be stored
   */
  private record Place(boolean isKept, Function<String, RawRequest> request) {}

  private static void send(Endpoint endpoint, Place place, String text)
      throws IOException, SQLException {
    var request = place.request().apply(text);
    var lastChange = lastChange();
    Answer answer;
    try (var connection = new RawConnection(api.port(), ANSWER_MAX)) {
      answer = connection.exchange(request);
    }
    assertThat(answer.status()).as("%s answered %s", request, answer).isLessThan(500);
    answered.add(request, request.body, answer);
    if (place.isKept() && answer.status() < 300 && !answer.json().path("rejected").has(0)) {
      assertThat(isStored(endpoint, lastChange, text)).as("%s is stored", request).isTrue();
    }
  }

  /**
   * Looks for the text as JSON in what has changed, if anything has; decisions store nothing. A
   * text that is the key of a layer is stored as that layer.
   */
  private static boolean isStored(Endpoint endpoint, long lastChange, String text)
      throws SQLException {
    var query =
        switch (endpoint) {
          case RECORD_EVENTS ->
              "select from splitplot.event e where position(t in to_jsonb(e)::text) > 0";
          case RECORD_EXPOSURES ->
              "select from splitplot.exposure e where position(t in to_jsonb(e)::text) > 0";
          case ASSIGN, PUSH_ROWS, EVALUATE_FLAG, EVALUATE_FLAGS, LINK_IDENTITY -> "select";
          default ->
              """
              select 1 from splitplot.audit_log e
              where e.audit_log_id > %1$d and position(t in to_jsonb(e)::text) > 0
              union all
              select 1
              where not exists (select from splitplot.audit_log e where e.audit_log_id > %1$d)
              union all
              select 1 from splitplot.layer l where t = trim(both '"' from to_jsonb(l.key)::text)
              """
                  .formatted(lastChange);
        };
    try (var statement =
        observer.prepareStatement(
            "select exists (%s) from trim(both '\"' from to_jsonb(?::text)::text) t"
                .formatted(query))) {
      statement.setString(1, text);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * The places of an endpoint's request: those of its path, its query, its headers and its body.
   */
  private static List<Place> places(Endpoint endpoint) throws JsonProcessingException {
    var valid = new ValidRequests(new SplittableRandom(1), 5).of(endpoint);
    var places = new ArrayList<Place>();
    for (var i = 0; i < count(endpoint.path(), '{'); i++) {
      places.add(new Place(false, text -> request(endpoint, path(endpoint, text), valid.body())));
    }
    for (var name : List.of("after", "limit", "as_of", "archived")) {
      if (valid.target().contains(name + "=")) {
        var path = valid.target().replaceFirst("\\?.*", "");
        places.add(
            new Place(
                false, text -> request(endpoint, path + "?" + name + "=" + encoded(text), "")));
      }
    }
    for (var header : List.of("Authorization: Bearer ", "If-Match: ", "Accept: ")) {
      places.add(
          new Place(
              false,
              text -> {
                var request = request(endpoint, valid.target(), valid.body());
                request.headers.removeIf(it -> it.startsWith(header));
                request.headers.add(header + text.replaceAll("\\s", " "));
                return request;
              }));
    }
    if (!valid.body().isEmpty()) {
      var leaves = new ArrayList<String>();
      collect(JSON.readTree(valid.body()), "", leaves);
      for (var leaf : leaves) {
        places.add(
            new Place(
                true, text -> request(endpoint, valid.target(), replaced(endpoint, leaf, text))));
      }
    }
    return places;
  }

  private static RawRequest request(Endpoint endpoint, String target, String body) {
    return new RawRequest(endpoint.method(), target, "admin", body);
  }

  private static String path(Endpoint endpoint, String text) {
    return endpoint.path().replaceAll("\\{\\w+}", encoded(text).replace("$", "\\$"));
  }

  /** The pointers of all texts, and, with a ~ at the end, of all names of members. */
  private static void collect(JsonNode node, String pointer, List<String> leaves) {
    if (node.isTextual()) {
      leaves.add(pointer);
    }
    for (var i = 0; node instanceof ArrayNode && i < node.size(); i++) {
      collect(node.get(i), pointer + "/" + i, leaves);
    }
    node.properties()
        .forEach(member -> {
          leaves.add(pointer + "/" + member.getKey() + "~");
          collect(member.getValue(), pointer + "/" + member.getKey(), leaves);
        });
  }

  /** The body of a new valid request, as facts are stored once, with a text in one place. */
  private static String replaced(Endpoint endpoint, String leaf, String text) {
    try {
      var seed = TestApi.uuid().hashCode();
      var root =
          JSON.readTree(new ValidRequests(new SplittableRandom(seed), 5).of(endpoint).body());
      var slash = leaf.lastIndexOf('/');
      var parent = root.at(leaf.substring(0, slash));
      var name = leaf.substring(slash + 1);
      if (parent instanceof ObjectNode object) {
        if (name.endsWith("~")) {
          var value = object.remove(name.substring(0, name.length() - 1));
          object.set(text, value);
        } else {
          object.set(name, TextNode.valueOf(text));
        }
      } else if (parent instanceof ArrayNode array) {
        array.set(Integer.parseInt(name), TextNode.valueOf(text));
      }
      return root.toString();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lastChange() throws SQLException {
    try (var statement = observer.createStatement();
        var row =
            statement.executeQuery(
                "select coalesce(max(audit_log_id), 0) from splitplot.audit_log")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Names of all that could have been dropped, made or given away. */
  private static String objects() {
    return api.value(
        """
        select string_agg(o, ' ' order by o)
        from (
          select c.oid::regclass || ' ' || c.relowner || coalesce(c.relacl::text, '')
          from pg_class c
          where c.relnamespace in ('splitplot'::regnamespace, 'public'::regnamespace)
            and not c.relispartition
            and c.relkind in ('r', 'p', 'v', 'S')
          union all
          select p.oid::regprocedure || ' ' || p.proowner || coalesce(p.proacl::text, '')
          from pg_proc p
          where p.pronamespace in ('splitplot'::regnamespace, 'public'::regnamespace)
          union all
          select r.rolname || r.rolsuper || r.rolcanlogin from pg_roles r
        ) objects(o)
        """);
  }

  private static long count(String text, char c) {
    return text.chars().filter(it -> it == c).count();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
