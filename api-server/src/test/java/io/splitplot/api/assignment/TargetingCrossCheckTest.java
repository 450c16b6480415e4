package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Conditions and regular expressions mean the same in SQL and in memory. {@code
 * -Dsplitplot.cross-check.rounds=20} tries twenty times as many, {@code
 * -Dsplitplot.cross-check.seed=7} others.
 */
class TargetingCrossCheckTest {
  private static final int ROUNDS = Integer.getInteger("splitplot.cross-check.rounds", 1);
  private static final long SEED = Long.getLong("splitplot.cross-check.seed", 1);
  private static final int CASES = 10_000;

  private static final String REGEX =
      """
      select splitplot.regex_problem(q.asked) is null as valid,
             splitplot.contains_match(to_jsonb(q.given), to_jsonb(q.asked)) as holds
      from unnest(?::text[], ?::text[]) with ordinality as q(asked, given, place)
      order by q.place
      """;

  /** A condition with attributes, or a pattern with a text. */
  private record Question(String asked, String given) {}

  private record Answer(Question question, boolean valid, boolean holds) {}

  private final TestDatabase database = TestDatabase.primary();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = database.dataSource().getConnection();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void conditionsHoldForTheSameAttributes() throws SQLException {
    var random = new RandomConditions(new SplittableRandom(SEED));
    var held = 0;
    for (var round = 0; round < 10 * ROUNDS; round++) {
      var answers =
          ask(
              """
              select splitplot.targeting_problem(q.asked::jsonb) is null as valid,
                     splitplot.matches(q.asked::jsonb, q.given::jsonb) as holds
              from unnest(?::text[], ?::text[]) with ordinality as q(asked, given, place)
              order by q.place
              """,
              Stream.generate(() -> new Question(random.condition(), random.attributes())));
      assertThat(answers).allMatch(Answer::valid);
      assertThat(answers)
          .allSatisfy(answer -> assertThat(matches(answer.question())).isEqualTo(answer.holds()));
      held += (int) answers.stream().filter(Answer::holds).count();
    }
    assertThat(held / (10.0 * ROUNDS * CASES)).isBetween(0.1, 0.9);
  }

  @Test
  void regularExpressionsAreTakenOrRefusedAndMatchAlike() throws SQLException {
    var random = new RandomRegexes(new SplittableRandom(SEED));
    var matched = 0;
    var refused = 0;
    for (var round = 0; round < 5 * ROUNDS; round++) {
      var answers =
          ask(REGEX, Stream.generate(() -> new Question(random.pattern(), random.text())));
      assertThat(answers)
          .allSatisfy(answer -> assertThat(find(answer.question())).isEqualTo(answer));
      matched += (int) answers.stream().filter(Answer::holds).count();
      refused += (int) answers.stream().filter(answer -> !answer.valid()).count();
    }
    assertThat(matched / (5.0 * ROUNDS * CASES)).isBetween(0.1, 0.9);
    assertThat(refused / (5.0 * ROUNDS * CASES)).isBetween(0.05, 0.5);
  }

  @Test
  void segmentsMeanWhatAttributesWouldThatSayWhetherTheirConditionHolds() throws SQLException {
    var meanings = saveSegments();
    var random = new RandomConditions(new SplittableRandom(SEED), List.copyOf(meanings.keySet()));
    var answers =
        ask(
            """
            select splitplot.targeting_problem(q.asked::jsonb) is null as valid,
                   splitplot.matches(
                     splitplot.expand_segments(q.asked::jsonb, 'infinity'), q.given::jsonb) as holds
            from unnest(?::text[], ?::text[]) with ordinality as q(asked, given, place)
            order by q.place
            """,
            Stream.generate(() -> new Question(random.condition(), random.attributes())));
    assertThat(answers).allMatch(Answer::valid);
    assertThat(answers)
        .allSatisfy(answer ->
            assertThat(matches(withAttributes(answer.question(), meanings)))
                .isEqualTo(answer.holds()));
  }

  @Test
  void whateverIsAskedAndGivenThereIsAnAnswerAndTheSameForWhatIsValid() throws SQLException {
    var random = new RandomConditions(new SplittableRandom(SEED));
    var valid = 0;
    for (var round = 0; round < 2 * ROUNDS; round++) {
      var answers =
          ask(
              """
              select splitplot.targeting_problem(q.asked::jsonb) is null as valid,
                     splitplot.matches(q.asked::jsonb, q.given::jsonb) as holds
              from unnest(?::text[], ?::text[]) with ordinality as q(asked, given, place)
              order by q.place
              """,
              Stream.generate(() -> new Question(random.strange(), random.attributes())));
      assertThat(answers)
          .allSatisfy(answer ->
              assertThat(matches(answer.question()))
                  .isIn(answer.valid() ? Set.of(answer.holds()) : Set.of(true, false)));
      valid += (int) answers.stream().filter(Answer::valid).count();
    }
    assertThat(valid / (2.0 * ROUNDS * CASES)).isBetween(0.1, 0.9);
  }

  /** PostgreSQL ends the statement after a while; in memory the test's own limit does. */
  @Test
  @Timeout(60)
  void noPatternThatIsTakenTakesLong() throws SQLException {
    var text = "a".repeat(1023) + "!";
    var patterns = new ArrayList<String>();
    for (var depth = 1; depth <= 60; depth++) {
      patterns.add("(".repeat(depth) + "a" + "+)".repeat(depth) + "+$");
      patterns.add("(a?".repeat(depth) + "b" + ")*".repeat(depth) + "$");
      patterns.add("(.*)".repeat(depth) + "b");
    }
    patterns.addAll(
        List.of(
            "(a|a|aa|b)*c",
            "a*".repeat(120) + "b",
            "a{0,100}a{100}b",
            "[ab]*a.{250}c",
            "(?:a|b|ab)*[ab]{200}(c|d)",
            "(^|a)*".repeat(40) + "$",
            "a{1000}",
            "(a{100}){100}",
            "|".repeat(255) + "b"));
    execute("set statement_timeout = '30s'");
    var answers = ask(REGEX, patterns.stream().map(pattern -> new Question(pattern, text)));
    assertThat(answers).hasSameSizeAs(patterns);
    assertThat(answers).allSatisfy(answer -> assertThat(find(answer.question())).isEqualTo(answer));
  }

  /** Five segments, and what each means. */
  private Map<String, String> saveSegments() throws SQLException {
    var random = new RandomConditions(new SplittableRandom(SEED));
    var meanings = new HashMap<String, String>();
    for (var key : List.of("vip", "young", "germans", "new", "mobile")) {
      meanings.put(key, random.condition());
      execute(
          "select splitplot.create_segment('%s', '%s')"
              .formatted(key, meanings.get(key).replace("'", "''")));
    }
    return meanings;
  }

  private static Question withAttributes(Question question, Map<String, String> meanings) {
    var asked = question.asked();
    var given = (ObjectNode) Json.parse(question.given());
    var all = given.deepCopy();
    for (var segment : meanings.entrySet()) {
      var name = "segment " + segment.getKey();
      asked =
          asked.replace(
              "\"$segment\":\"%s\"".formatted(segment.getKey()), "\"%s\":true".formatted(name));
      all.put(name, Targeting.of(Json.parse(segment.getValue())).matches(given));
    }
    return new Question(asked, all.toString());
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean matches(Question question) {
    return Targeting.of(Json.parse(question.asked())).matches(Json.parse(question.given()));
  }

  private static Answer find(Question question) {
    try {
      return new Answer(question, true, Regex.parse(question.asked()).find(question.given()));
    } catch (IllegalArgumentException _) {
      return new Answer(question, false, false);
    }
  }

  private List<Answer> ask(String sql, Stream<Question> source) throws SQLException {
    var questions = source.limit(CASES).toList();
    var answers = new ArrayList<Answer>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, questions.stream().map(Question::asked).toArray(String[]::new));
      statement.setObject(2, questions.stream().map(Question::given).toArray(String[]::new));
      try (var row = statement.executeQuery()) {
        for (var question : questions) {
          row.next();
          answers.add(new Answer(question, row.getBoolean("valid"), row.getBoolean("holds")));
        }
      }
    }
    return answers;
  }
}
