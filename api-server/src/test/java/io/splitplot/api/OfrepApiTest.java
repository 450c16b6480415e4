package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.TestApi.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /ofrep/v1/evaluate/flags}, each answer checked against the protocol's description. */
class OfrepApiTest {
  private static final String ALL = "/ofrep/v1/evaluate/flags";
  private static final String ONE = "/ofrep/v1/evaluate/flags/{key}";
  private static final String STRANGE = "ä b/c%d?e";

  private static final OfrepDescription DESCRIPTION = new OfrepDescription();
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.layer("kinds", "user", "'yes','text','whole','real','large','thing','list','null','unset'");
    api.experiment(
        "kinds",
        "kinds",
        """
        'variants':[
          {'key':'never','weight':0,'control':true,'parameters':{}},
          {'key':'always','weight':1,'parameters':{'yes':true,'text':'é','whole':7,'real':0.50,
            'large':12345678901234567890.5,'thing':{'b':[1],'a':null},'list':[1],'null':null}}]
        """);
    api.layer("strange", "user", "'%s'".formatted(STRANGE));
    api.layer("idle", "user", "'idle'");
    api.layer("narrow", "user", "'narrow'");
    api.experiment(
        "narrow",
        "narrow",
        "'targeting':{'plan.tier':{'$eq':'gold'},'device.os':'ios'}," + variants("narrow"));
    api.layer("away", "user", "'away'");
    api.experiment("away", "away", "'traffic':0," + variants("away"));
    api.layer("unnamed", "user", "'unnamed'");
    api.experiment(
        "unnamed",
        "unnamed",
        "'targeting':{'$nor':[{'targetingKey':{'$exists':true}},{'user':{'$exists':true}},"
            + "{'session':{'$exists':true}}]},"
            + variants("unnamed"));
    api.layer("halves", "user", "'half','quarter'");
    api.experiment("lower", "halves", "'traffic':0.5," + variants("half", "lower"));
    api.experiment("upper", "halves", "'traffic':0.5," + variants("half", "upper"));
    api.layer("nothing", "user", "'session-sets'");
    api.experiment("nothing", "nothing", variants("session-sets", null));
    api.layer("something", "session", "'session-sets'");
    api.experiment("something", "something", variants("session-sets", "it"));
    api.primary()
        .run(
            """
            insert into splitplot.unit_type (key, description) values ('brand', ''), ('account', '');
            insert into splitplot.domain (unit_type_id, key)
            select unit_type_id, 'root' from splitplot.unit_type where key in ('brand', 'account')
            """);
    for (var unitType : List.of("brand", "device", "account", "session", "user")) {
      api.layer("on-" + unitType, unitType, "'contested'");
      api.experiment("on-" + unitType, "on-" + unitType, variants("contested", unitType));
    }
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "yes | true",
        "text | 'é'",
        "whole | 7",
        "real | 0.50",
        "large | 12345678901234567890.5",
        "thing | {'a':null,'b':[1]}",
      })
  void aValueIsWhatTheVariantSets(String flag, String value) {
    var answer = evaluate(flag, "{'context':{'targetingKey':'u'}}");

    assertThat(answer.text())
        .isEqualTo(
            """
            {'key':'%s','value':%s,'reason':'SPLIT','variant':'always','metadata':\
            {'experiment':'kinds','phase':1,'reason':'split','configuration_version':%d}}\
            """
                .formatted(flag, value, version(answer))
                .replace('\'', '"'));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(version(answer)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unset", "null"})
  void aVariantThatDoesNotSetTheParameterIsToldAndLeavesTheValueToTheCode(String flag) {
    var answer = evaluate(flag, "{'context':{'targetingKey':'u'}}");

    assertThat(answer.json().has("value")).isFalse();
    assertThat(reasons(answer)).isEqualTo("SPLIT always split");
  }

  @Test
  void aValueThatTheProtocolLacksIsAnErrorOfThatFlagOnly() {
    var answer = evaluate("list", "{'context':{'targetingKey':'u'}}");
    var all = evaluateAll("{'context':{'targetingKey':'u'}}");

    assertThat(error(answer)).isEqualTo("400 GENERAL list");
    assertThat(all.status()).isEqualTo(200);
    assertThat(flag(all, "list").path("errorCode").textValue()).isEqualTo("GENERAL");
    assertThat(flag(all, "whole").path("value").intValue()).isEqualTo(7);
  }

  @Test
  void aParameterThatNoExperimentInForceMaySetIsDisabled() {
    var stopped = api.runningExperiment("stopped", "1");
    var flag = "button-" + stopped;
    assertThat(reasons(evaluate(flag, "{'context':{'targetingKey':'u'}}"))).startsWith("SPLIT");

    api.post("/v1/experiments/" + stopped + "/stop", "editor", "{}");

    for (var disabled : List.of(flag, "idle")) {
      var answer = evaluate(disabled, "{'context':{'targetingKey':'u'}}");
      assertThat(answer.json().has("value")).isFalse();
      assertThat(reasons(answer)).isEqualTo("DISABLED - -");
    }
  }

  @Test
  void aPausedExperimentIsDisabledAndShowsItsControl() {
    var key = api.runningExperiment("pausing", "1");
    var body = "{'context':{'targetingKey':'u'}}";

    api.post("/v1/experiments/" + key + "/pause", "editor", "{'show':'control'}");

    var control = evaluate("button-" + key, body);
    assertThat(reasons(control)).isEqualTo("DISABLED control not_running");
    assertThat(control.json().path("value").textValue()).isEqualTo("blue");

    api.post("/v1/experiments/" + key + "/pause", "editor", "{'show':'variant'}");

    var nothing = evaluate("button-" + key, body);
    assertThat(reasons(nothing)).isEqualTo("DISABLED - not_running");
    assertThat(nothing.json().has("value")).isFalse();
  }

  @Test
  void aUnitThatWasExposedKeepsItsValueWhenTheTrafficIsLowered() {
    var key = api.runningExperiment("lowering", "1");
    var body = "{'context':{'targetingKey':'exposed'}}";
    var before = evaluate("button-" + key, body);
    api.post(
        "/v1/assignments",
        "client",
        "{'unit':{'user':'exposed'},'experiments':['%s'],'expose':true}".formatted(key));

    api.post("/v1/experiments/" + key + "/ramp", "editor", "{'traffic':0}");

    var after = evaluate("button-" + key, body);
    assertThat(after.json().path("value")).isEqualTo(before.json().path("value"));
    assertThat(reasons(after)).isEqualTo(reasons(before).replace(" split", " sticky"));
    assertThat(reasons(evaluate("button-" + key, "{'context':{'targetingKey':'new'}}")))
        .isEqualTo("UNKNOWN - not_in_traffic");
  }

  @Test
  void whatIsLaunchedIsAMatch() {
    var key = api.runningExperiment("launching", "1");
    api.post("/v1/experiments/" + key + "/stop", "editor", "{}");

    api.post(
        "/v1/experiments/" + key + "/conclude",
        "editor",
        "{'decision':'ship','variant':'green','roll_out':1,'reason':'it sells'}");

    var answer = evaluate("button-" + key, "{'context':{'targetingKey':'u'}}");
    assertThat(reasons(answer)).isEqualTo("TARGETING_MATCH green launched");
    assertThat(answer.json().path("value").textValue()).isEqualTo("green");
  }

  @Test
  void aForcedVariantComesBeforeTheExperimentThatTakesTheUnit() {
    for (var experiment : List.of("upper", "lower")) {
      var unit = "forced into " + experiment;
      force(experiment, unit, "on");

      var answer = evaluate("half", "{'context':{'targetingKey':'%s'}}".formatted(unit));

      assertThat(reasons(answer)).isEqualTo("TARGETING_MATCH on forced");
      assertThat(answer.json().path("value").textValue()).isEqualTo(experiment);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "away | {'targetingKey':'u'} | not_in_traffic",
        "narrow | {'targetingKey':'u'} | not_targeted",
        "narrow | {'session':'s'} | no_unit",
      })
  void aUnitThatNoExperimentTakesGetsNoValueAndTheReasonIsInTheMetadata(
      String flag, String context, String reason) {
    var answer = evaluate(flag, "{'context':%s}".formatted(context));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("value")).isFalse();
    assertThat(reasons(answer)).isEqualTo("UNKNOWN - " + reason);
  }

  @Test
  void theExperimentThatTakesTheUnitIsToldAlsoWhenNoneOfSeveralSetsTheParameter() {
    var answer = evaluate("quarter", "{'context':{'targetingKey':'u'}}");

    assertThat(answer.json().has("value")).isFalse();
    assertThat(reasons(answer)).isEqualTo("SPLIT on split");
    assertThat(answer.json().at("/metadata/experiment").textValue()).isIn("lower", "upper");
  }

  @Test
  void aVariantThatSetsNothingLeavesTheParameterToAnotherUnit() {
    var user = evaluate("session-sets", "{'context':{'user':'u'}}");
    var both = evaluate("session-sets", "{'context':{'user':'u','session':'s'}}");

    assertThat(reasons(user)).isEqualTo("SPLIT on split");
    assertThat(user.json().has("value")).isFalse();
    assertThat(both.json().path("value").textValue()).isEqualTo("it");
  }

  @Test
  void unitsAreNoAttributes() {
    var answer = evaluate("unnamed", "{'context':{'targetingKey':'u','user':'u','session':'s'}}");

    assertThat(reasons(answer)).isEqualTo("SPLIT on split");
  }

  @Test
  void ofExperimentsThatExcludeEachOtherTheOneThatTakesTheUnitDecides() {
    var seen = new HashSet<String>();
    for (var i = 0; i < 40; i++) {
      var answer = evaluate("half", "{'context':{'targetingKey':'u%d'}}".formatted(i));
      var experiment = answer.json().path("metadata").path("experiment").textValue();
      assertThat(answer.json().path("value").textValue()).isEqualTo(experiment);
      seen.add(experiment);
    }

    assertThat(seen).containsExactlyInAnyOrder("lower", "upper");
  }

  @Test
  void whatIsInTheContextBesideUnitsIsTargetedByHoweverDeep() {
    var answer =
        evaluate(
            "narrow",
            """
            {'context':{'targetingKey':'u','plan':{'tier':'gold'},'device':{'os':'ios'}}}
            """);

    assertThat(reasons(answer)).isEqualTo("SPLIT on split");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'targetingKey':'u' | user",
        "'user':'u' | user",
        "'user':'u','targetingKey':'u' | user",
        "'targetingKey':null,'session':'s' | session",
        "'brand':'b','account':'a','device':'d','session':'s','targetingKey':'u' | user",
        "'brand':'b','account':'a','device':'d','session':'s' | session",
        "'brand':'b','account':'a','device':'d' | device",
        "'brand':'b','account':'a' | account",
        "'brand':'b','account':7 | brand",
      })
  void whenUnitsCompeteUserSessionAndDeviceComeFirst(String context, String winner) {
    var answer = evaluate("contested", "{'context':{%s}}".formatted(context));

    assertThat(answer.json().path("value").textValue()).isEqualTo(winner);
  }

  @Test
  void theDecisionIsThatOfAssignments() {
    for (var i = 0; i < 50; i++) {
      var assignments =
          api.post("/v1/assignments", "client", "{'unit':{'user':'é%d'}}".formatted(i))
              .json()
              .path("assignments");
      var flags = evaluateAll("{'context':{'targetingKey':'é%d'}}".formatted(i));
      for (var assignment : assignments) {
        for (var parameter : assignment.path("parameters").properties()) {
          if (!parameter.getValue().isArray() && !parameter.getValue().isNull()) {
            assertThat(flag(flags, parameter.getKey()).path("value"))
                .isEqualTo(parameter.getValue());
          }
        }
      }
    }
  }

  @Test
  void evaluatingRecordsNoExposure() {
    evaluate("yes", "{'context':{'targetingKey':'unrecorded'}}");
    evaluateAll("{'context':{'targetingKey':'unrecorded'}}");

    assertThat(api.value("select count(*) from splitplot.exposure where unit_id = 'unrecorded'"))
        .isEqualTo("0");
  }

  @Test
  void aParameterMayHaveAnyName() {
    assertThat(reasons(evaluate(STRANGE, "{'context':{'targetingKey':'u'}}")))
        .isEqualTo("DISABLED - -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "YES", "kinds", "\u0001", " yes", "kinds/yes", "..%2fflags"})
  void anUnknownFlagIsNotFound(String flag) {
    assertThat(error(evaluate(flag, "{'context':{'targetingKey':'u'}}")))
        .isEqualTo("404 FLAG_NOT_FOUND " + flag);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        " | PARSE_ERROR",
        "{'context' | PARSE_ERROR",
        "[] | PARSE_ERROR",
        "'u' | PARSE_ERROR",
        "null | PARSE_ERROR",
        "{'context':{'targetingKey':'u'}} {} | PARSE_ERROR",
        "{'context':{'targetingKey':'u','targetingKey':'u'}} | PARSE_ERROR",
        "{'context':{'targetingKey':'u','a':1e99999999999}} | PARSE_ERROR",
        "{'context':{'targetingKey':'u','a':NaN}} | PARSE_ERROR",
        "{} | INVALID_CONTEXT",
        "{'context':null} | INVALID_CONTEXT",
        "{'context':[]} | INVALID_CONTEXT",
        "{'context':'u'} | INVALID_CONTEXT",
        "{'targetingKey':'u'} | INVALID_CONTEXT",
        "{'context':{'targetingKey':''}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':7}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':['u']}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':{'user':'u'}}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'a\\u0000'}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'\\ud83d'}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'u','user':'v'}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'u','session':''}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'u','a':1e400}} | INVALID_CONTEXT",
        "{'context':{'targetingKey':'u','a':'\\u0000'}} | INVALID_CONTEXT",
        "{'context':{}} | TARGETING_KEY_MISSING",
        "{'context':{'targetingKey':null}} | TARGETING_KEY_MISSING",
        "{'context':{'TargetingKey':'u','user':7,'country':'DE'}} | TARGETING_KEY_MISSING",
      })
  void whatIsWrongWithARequestHasACode(String body, String code) {
    var text = body == null ? "" : body;

    assertThat(error(evaluate("yes", text))).isEqualTo("400 " + code + " yes");
    assertThat(error(evaluateAll(text))).isEqualTo("400 " + code);
  }

  @Test
  void contextsAreBounded() {
    var unit = "{'context':{'targetingKey':'%s'}}";
    var attribute = "{'context':{'targetingKey':'u','a':%s}}";

    assertThat(evaluateAll(unit.formatted("é".repeat(128))).status()).isEqualTo(200);
    assertThat(error(evaluateAll(unit.formatted("é".repeat(129)))))
        .isEqualTo("400 INVALID_CONTEXT");
    assertThat(evaluateAll(attribute.formatted("[".repeat(15) + "]".repeat(15))).status())
        .isEqualTo(200);
    assertThat(error(evaluateAll(attribute.formatted("[".repeat(16) + "]".repeat(16)))))
        .isEqualTo("400 INVALID_CONTEXT");
    assertThat(error(evaluateAll(attribute.formatted("[".repeat(99) + "]".repeat(99)))))
        .isEqualTo("400 PARSE_ERROR");
    assertThat(error(evaluateAll(attribute.formatted("'" + "x".repeat(16_400) + "'"))))
        .isEqualTo("400 INVALID_CONTEXT");
    var huge = evaluateAll(attribute.formatted("'" + "x".repeat(5 << 20) + "'"));
    assertThat(error(huge)).isEqualTo("400 PARSE_ERROR");
    assertThat(huge.header("Connection")).isEqualTo("close");
  }

  @Test
  void aBodyThatIsNotUtf8OrNotJsonIsAParseError() {
    var latin1 = "{\"context\":{\"targetingKey\":\"é\"}}".getBytes(StandardCharsets.ISO_8859_1);

    for (var mediaType : List.of("application/json", "text/plain", "application/json; charset=x")) {
      var answer =
          checked(
              ALL,
              api.send(
                  api.request(ALL, "client")
                      .header("Content-Type", mediaType)
                      .POST(BodyPublishers.ofByteArray(latin1))));
      assertThat(error(answer)).isEqualTo("400 PARSE_ERROR");
      assertThat(answer.json().path("errorDetails").textValue()).isNotEmpty();
    }
  }

  @Test
  void whatTheProtocolMayAddToABodyIsNotLookedAt() {
    assertThat(evaluateAll("{'context':{'targetingKey':'u'},'flags':['yes']}").status())
        .isEqualTo(200);
  }

  @Test
  void allFlagsAreThoseOfOneByOneInTheOrderOfTheirNames() {
    var body = "{'context':{'targetingKey':'u','session':'s'}}";
    var all = evaluateAll(body);
    var names = all.json().path("flags").findValuesAsText("key");

    assertThat(names).isSorted().contains("yes", "idle", "contested", STRANGE);
    assertThat(names.size())
        .isEqualTo(
            Integer.parseInt(
                api.value("select count(distinct name) from splitplot.layer_parameter")));
    for (var flag : all.json().path("flags")) {
      var single = evaluate(flag.path("key").textValue(), body).json();
      assertThat(withoutVersion(single)).isEqualTo(flag);
    }
  }

  @Test
  void nothingIsSentAgainWhileTheDecisionIsTheSame() {
    api.runningExperiment("ending", "1");
    var body = "{'context':{'targetingKey':'u'}}";
    var first = evaluateAll(body);
    var tag = first.header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{64}\"");

    for (var known : List.of(tag, "\"other\", " + tag, "W/" + tag, tag.replace("\"", ""))) {
      var same = evaluateAll(body, known);
      assertThat(same.status()).as(known).isEqualTo(304);
      assertThat(same.text()).isEmpty();
      assertThat(same.header("ETag")).isEqualTo(tag);
    }
    for (var other : List.of("*", "\"other\"", "")) {
      var again = evaluateAll(body, other);
      assertThat(again.status()).as(other).isEqualTo(200);
      assertThat(again.text()).isEqualTo(first.text());
    }
    assertThat(evaluateAll("{'context':{'session':'s'}}", tag).status()).isEqualTo(200);
  }

  @Test
  void configurationThatDecidesNothingElseKeepsTheETagAndIsToldByTheHeader() {
    api.runningExperiment("to-be-stopped", "1");
    var body = "{'context':{'targetingKey':'u'}}";
    var first = evaluateAll(body);
    var tag = first.header("ETag");

    api.post("/v1/metrics", "editor", "{'key':'clicks','kind':'count','event':'click'}");
    api.post(
        "/v1/experiments",
        "editor",
        "{'key':'draft','layer':'idle',%s}".formatted(variants("idle")));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> configurationVersion(evaluateAll(body, tag)) > configurationVersion(first));
    assertThat(evaluateAll(body, tag).status()).isEqualTo(304);
    assertThat(evaluateAll(body).text()).isEqualTo(first.text());

    api.post("/v1/experiments/to-be-stopped/stop", "editor", "{}");

    var changed = evaluateAll(body, tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
    assertThat(flag(changed, "button-to-be-stopped").path("reason").textValue())
        .isEqualTo("DISABLED");
  }

  @Test
  void whoMayNotCallIsToldAsEverywhere() {
    for (var path : List.of(ALL, ONE.replace("{key}", "yes"))) {
      var unauthorized = checked(path(path), api.post(path, "nobody", "{}"));
      var forbidden = checked(path(path), api.post(path, "analyst", "{}"));

      assertThat(unauthorized.problem()).isEqualTo("401 unauthorized");
      assertThat(unauthorized.header("WWW-Authenticate")).contains("Bearer");
      assertThat(forbidden.problem()).isEqualTo("403 forbidden");
    }
  }

  @Test
  void aFailureOfOursHasDetailsWithAnId() {
    try (var broken = new TestApi()) {
      broken.primary().run("drop table splitplot.api_key cascade");

      for (var path : List.of(ALL, ONE.replace("{key}", "yes"))) {
        var answer = checked(path(path), broken.post(path, "client", "{}"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("errorDetails").textValue())
            .containsPattern("the request id [0-9a-f]{32}$");
      }
    }
  }

  @Test
  void aServerWithoutItsPrimarySaysWhenToTryAgain() {
    try (var alone =
        new TestApi(
            settings -> TestApi.withPrimaryAt(settings, "jdbc:postgresql://127.0.0.1:9/x"))) {
      var answer = alone.post(ALL, "client", "{'context':{'targetingKey':'u'}}");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(answer.json().path("errorDetails").textValue()).contains("try again");
    }
  }

  private static void force(String experiment, String unit, String variant) {
    api.primary()
        .run(
            "select splitplot.force_variant('%s', '%s', '%s')"
                .formatted(experiment, unit, variant));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            api.post("/v1/assignments", "client", "{'unit':{'user':'%s'}}".formatted(unit))
                .json()
                .path("assignments")
                .findValuesAsText("reason")
                .contains("forced"));
  }

  private static String variants(String parameter) {
    return variants(parameter, "on");
  }

  /** A control that nobody gets, and a variant that sets a parameter. */
  private static String variants(String parameter, @Nullable String value) {
    return """
    'variants':[{'key':'off','weight':0,'control':true,'parameters':{}},
      {'key':'on','weight':1,'parameters':{'%s':%s}}]
    """
        .formatted(parameter, value == null ? "null" : "'" + value + "'");
  }

  private static Answer evaluate(String flag, String body) {
    var encoded = URLEncoder.encode(flag, StandardCharsets.UTF_8).replace("+", "%20");
    return checked(ONE, api.post(ONE.replace("{key}", encoded), "client", body));
  }

  private static Answer evaluateAll(String body) {
    return checked(ALL, api.post(ALL, "client", body));
  }

  private static Answer evaluateAll(String body, String ifNoneMatch) {
    return checked(
        ALL,
        api.send(
            api.request(ALL, "client")
                .header("Content-Type", "application/json")
                .header("If-None-Match", ifNoneMatch)
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))));
  }

  private static String path(String request) {
    return request.equals(ALL) ? ALL : ONE;
  }

  private static Answer checked(String path, Answer answer) {
    assertThat(DESCRIPTION.violations(path, answer)).as(answer.text()).isEmpty();
    return answer;
  }

  private static JsonNode flag(Answer all, String name) {
    for (var flag : all.json().path("flags")) {
      if (flag.path("key").textValue().equals(name)) {
        return flag;
      }
    }
    throw new AssertionError("there is no " + name + " in " + all.text());
  }

  /** The protocol's reason, the variant, and our reason. */
  private static String reasons(Answer answer) {
    var flag = answer.json();
    return String.join(
        " ",
        flag.path("reason").asText(),
        flag.path("variant").asText("-"),
        flag.path("metadata").path("reason").asText("-"));
  }

  private static String error(Answer answer) {
    var failure = answer.json();
    return (answer.status()
            + " "
            + failure.path("errorCode").asText()
            + " "
            + failure.path("key").asText(""))
        .stripTrailing();
  }

  private static int version(Answer answer) {
    return answer.json().path("metadata").path("configuration_version").intValue();
  }

  private static int configurationVersion(Answer answer) {
    return Integer.parseInt(answer.header("Splitplot-Configuration-Version"));
  }

  private static JsonNode withoutVersion(JsonNode flag) {
    var copy = flag.<ObjectNode>deepCopy();
    copy.withObjectProperty("metadata").remove("configuration_version");
    if (copy.path("metadata").isEmpty()) {
      copy.remove("metadata");
    }
    return copy;
  }
}
