package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.TestApi.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments, declared attributes and forced variants: who gets what apart from chance. */
class TargetingApiTest {
  private static final String VARIANTS =
      "'variants':[{'key':'a','weight':0.5,'control':true},{'key':'b','weight':0.5}]";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    made("/v1/layers", "{'key':'page','unit_type':'user'}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aSegmentMeansWhatItMeantWhenAPhaseBegan() {
    made("/v1/segments", "{'key':'vip','condition':{'tier':{'$in':['gold','black']}}}");
    experiment("perks", 0.1, "{'$segment':'vip'}");
    started("perks");

    var changed = put("/v1/segments/vip", "{'condition':{'tier':'black'}}", "\"1\"");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.json().at("/condition/tier").asText()).isEqualTo("black");
    assertThat(changed.json().at("/used_by/0/experiment").asText()).isEqualTo("perks");
    assertThat(changed.json().at("/used_by/0/newest_condition").asBoolean(true)).isFalse();
    assertThat(targeted("perks", "gold")).isTrue();

    ramp("perks", 0.2);

    assertThat(get("/v1/segments/vip").json().at("/used_by/0/newest_condition").asBoolean())
        .isTrue();
    assertThat(targeted("perks", "gold")).isFalse();
    assertThat(targeted("perks", "black")).isTrue();
  }

  @Test
  void aChangeOfASegmentThatSomebodyElseChangedIsRefused() {
    made("/v1/segments", "{'key':'raced','condition':{'a':1}}");

    assertThat(put("/v1/segments/raced", "{'condition':{'a':2}}", "\"1\"").status()).isEqualTo(200);
    assertThat(put("/v1/segments/raced", "{'condition':{'a':3}}", "\"1\"").problem())
        .isEqualTo("412 segment_changed If-Match");
    assertThat(put("/v1/segments/raced", "{'condition':{'a':3}}", "W/\"2\"").problem())
        .isEqualTo("412 segment_changed If-Match");
    assertThat(put("/v1/segments/raced", "{'condition':{'a':3}}", "*").status()).isEqualTo(200);
    assertThat(get("/v1/segments/raced").header("ETag")).isEqualTo("\"3\"");
    assertThat(put("/v1/segments/nothing", "{'condition':{}}", "*").problem())
        .isEqualTo("404 unknown_segment key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'a':{'$in':[]}} | 422 invalid_targeting condition.a.$in",
        "{'$segment':'other'} | 422 invalid_targeting condition.$segment",
        "{'$or':[{'a':1},{'$not':{'$segment':'other'}}]} | 422 invalid_targeting condition.$or[1].$not.$segment",
        "{'$where':'1=1'} | 422 invalid_targeting condition.$where",
        "{'a.$b':1} | 422 invalid_targeting condition.a.$b",
        "[] | 422 wrong_type condition",
        "null | 422 missing_field condition",
      })
  void aSegmentHasAConditionOfItsOwn(String condition, String problem) {
    assertThat(edit("/v1/segments", "{'key':'bad','condition':%s}".formatted(condition)).problem())
        .isEqualTo(problem);
    assertThat(get("/v1/segments/bad").problem()).isEqualTo("404 unknown_segment");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'$segment':'nobody'} | 422 unknown_segment targeting.$segment",
        "{'$and':[{'a':1},{'$segment':'nobody'}]} | 422 unknown_segment targeting.$and[1].$segment",
        "{'$segment':['nobody']} | 422 invalid_targeting targeting.$segment",
        "{'a':{'$segment':'nobody'}} | 422 invalid_targeting targeting.a.$segment",
        "{'a':{'$eq':{'$segment':'nobody'}}} | 422 invalid_targeting targeting.a.$eq",
      })
  void targetingUsesSegmentsThatAreThere(String targeting, String problem) {
    assertThat(
            edit(
                    "/v1/experiments",
                    "{'key':'bad','layer':'page','traffic':0,'targeting':%s,%s}"
                        .formatted(targeting, VARIANTS))
                .problem())
        .isEqualTo(problem);
  }

  @Test
  void anAttributeIsHeldToItsType() {
    made("/v1/attributes", "{'name':'age','type':'number','description':'In years.'}");
    made("/v1/attributes", "{'name':'account.plan','type':'string'}");

    assertThat(get("/v1/attributes/account.plan").json().path("type").asText()).isEqualTo("string");
    assertThat(get("/v1/attributes?limit=1").json().path("next").asText())
        .isEqualTo("account.plan");
    assertThat(draft("{'age':'18'}").problem()).isEqualTo("422 invalid_targeting targeting.age");
    assertThat(draft("{'$or':[{'account.plan':{'$in':['pro',1]}}]}").problem())
        .isEqualTo("422 invalid_targeting targeting.$or[0].account.plan.$in[1]");
    assertThat(draft("{'age':{'$regex':'^1'}}").problem())
        .isEqualTo("422 invalid_targeting targeting.age.$regex");
    assertThat(edit("/v1/segments", "{'key':'s','condition':{'age':{'$gt':'18'}}}").problem())
        .isEqualTo("422 invalid_targeting condition.age.$gt");
    assertThat(draft("{'age':{'$gte':18},'height':'tall'}").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'name':'$user','type':'string'} | 422 rule_broken",
        "{'name':'a.$b','type':'string'} | 422 rule_broken",
        "{'name':'x','type':'date'} | 422 unknown_value type",
        "{'name':'x'} | 422 missing_field type",
        "{'name':'','type':'string'} | 422 invalid_length name",
        "{'name':'seen','type':'number'} | 409 in_use type",
      })
  void declarationsThatCannotBeAreRefused(String body, String problem) {
    made("/v1/segments", "{'key':'%s','condition':{'seen':'yes'}}".formatted(TestApi.uuid()));

    assertThat(edit("/v1/attributes", body).problem()).isEqualTo(problem);
  }

  @Test
  void whoSendsAnAttributeOfAnotherTypeIsTold() {
    made("/v1/attributes", "{'name':'size','type':'number'}");
    made("/v1/attributes", "{'name':'app.version','type':'version'}");
    made("/v1/attributes", "{'name':'tags','type':'string_list'}");

    assertThat(warnings("{'size':'1','app':{'version':'1.2-beta'},'tags':['a',1],'x':1}"))
        .isEqualTo(
            """
            [{"attribute":"app.version","expected":"version","given":"string"},\
            {"attribute":"size","expected":"number","given":"string"},\
            {"attribute":"tags","expected":"string_list","given":"array"}]\
            """);
    assertThat(warnings("{'size':1,'app':{'version':'1.2'},'tags':[]}")).isEmpty();
    assertThat(warnings("{'size':null}")).isEmpty();
  }

  /** The warnings once the server knows of the attributes that were declared a moment ago. */
  private static String warnings(String attributes) {
    var version =
        Long.parseLong(api.value("select max(version) from splitplot.configuration_version"));
    var answer =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    api.post(
                            "/v1/assignments",
                            "client",
                            "{'unit':{'user':'u'},'attributes':%s}".formatted(attributes))
                        .json(),
                it -> it.path("configuration_version").longValue() >= version);
    return answer.has("warnings") ? answer.path("warnings").toString() : "";
  }

  @Test
  void anAttributeIsDeclaredOnce() {
    made("/v1/attributes", "{'name':'once/é','type':'string'}");

    assertThat(edit("/v1/attributes", "{'name':'once/é','type':'number'}").problem())
        .isEqualTo("409 already_exists name");
    assertThat(get("/v1/attributes/" + encoded("once/é")).json().path("type").asText())
        .isEqualTo("string");
    assertThat(get("/v1/attributes/nothing").problem()).isEqualTo("404 unknown_attribute");
  }

  @Test
  void aForcedVariantComesBeforeEverythingElse() {
    made("/v1/segments", "{'key':'nobody','condition':{'$nor':[{}]}}");
    experiment("forced", 0, "{'$segment':'nobody'}");
    assertThat(force("forced", "qa 1/é?#%", "b").problem())
        .isEqualTo("409 not_in_force experiment");
    started("forced");

    assertThat(force("forced", "qa 1/é?#%", "a").status()).isEqualTo(201);
    assertThat(force("forced", "qa 1/é?#%", "b").status()).isEqualTo(201);

    assertThat(decided("forced", "qa 1/é?#%")).isEqualTo("b forced");
    assertThat(decided("forced", "qa 1")).isEqualTo("- not_targeted");
    assertThat(get("/v1/experiments/forced/forced-variants").json().path("forced_variants"))
        .singleElement()
        .satisfies(it -> assertThat(it.path("variant").asText()).isEqualTo("b"));
    edit("/v1/experiments/forced/pause", "{}");
    assertThat(decided("forced", "qa 1/é?#%")).isEqualTo("b forced");

    var path = "/v1/experiments/forced/forced-variants/" + encoded("qa 1/é?#%");
    assertThat(delete(path).status()).isEqualTo(204);
    assertThat(decided("forced", "qa 1/é?#%")).isEqualTo("- not_targeted");
    assertThat(delete(path).problem()).isEqualTo("404 not_forced unit");
  }

  @Test
  void forcedVariantsThatCannotBeAreRefused() {
    experiment("strict", 0, "{}");
    started("strict");

    assertThat(force("strict", "u", "c").problem()).isEqualTo("422 unknown_variant variant");
    assertThat(force("nothing", "u", "a").problem()).isEqualTo("404 unknown_experiment experiment");
    assertThat(force("strict", "", "a").problem()).isEqualTo("422 invalid_length unit");
    assertThat(force("strict", "é".repeat(129), "a").problem())
        .isEqualTo("422 invalid_length unit");
    assertThat(edit("/v1/experiments/strict/forced-variants", "{'unit':7}").problem())
        .isEqualTo("422 wrong_type unit");
    assertThat(delete("/v1/experiments/strict/forced-variants/%00").problem())
        .isEqualTo("422 invalid_text unit");
    assertThat(get("/v1/experiments/nothing/forced-variants").problem())
        .isEqualTo("404 unknown_experiment");
  }

  private static Answer draft(String targeting) {
    return edit(
        "/v1/experiments",
        "{'key':'%s','layer':'page','traffic':0,'targeting':%s,%s}"
            .formatted(TestApi.uuid(), targeting, VARIANTS));
  }

  private static void experiment(String key, double traffic, String targeting) {
    made(
        "/v1/experiments",
        "{'key':'%s','layer':'page','traffic':%s,'targeting':%s,%s}"
            .formatted(key, traffic, targeting, VARIANTS));
  }

  private static void started(String key) {
    var answer = edit("/v1/experiments/" + key + "/start", "{}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static void ramp(String key, double traffic) {
    var answer = edit("/v1/experiments/" + key + "/ramp", "{'traffic':%s}".formatted(traffic));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static Answer force(String experiment, String unit, String variant) {
    return edit(
        "/v1/experiments/%s/forced-variants".formatted(experiment),
        "{'unit':'%s','variant':'%s'}".formatted(unit, variant));
  }

  private static boolean targeted(String experiment, String tier) {
    var assignment =
        api.post(
                "/v1/assignments",
                "client",
                "{'unit':{'user':'u'},'attributes':{'tier':'%s'},'experiments':['%s']}"
                    .formatted(tier, experiment))
            .json()
            .at("/assignments/0");
    return !assignment.path("reason").asText().equals("not_targeted");
  }

  private static String decided(String experiment, String unit) {
    var assignment =
        api.post(
                "/v1/assignments",
                "client",
                "{'unit':{'user':'%s'},'experiments':['%s']}".formatted(unit, experiment))
            .json()
            .at("/assignments/0");
    return assignment.path("variant").asText("-") + " " + assignment.path("reason").asText();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Answer made(String path, String body) {
    var answer = edit(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static Answer put(String path, String body, String ifMatch) {
    return api.send(
        api.request(path, "editor")
            .header("Content-Type", "application/json")
            .header("If-Match", ifMatch)
            .PUT(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private static Answer delete(String path) {
    return api.send(api.request(path, "editor").DELETE());
  }

  private static Answer edit(String path, String body) {
    return api.post(path, "editor", body);
  }

  private static Answer get(String path) {
    return api.get(path, "editor");
  }
}
