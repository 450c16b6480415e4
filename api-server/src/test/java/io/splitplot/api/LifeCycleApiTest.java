package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an experiment over HTTP: changes, pauses, the end, and the traffic it owns. */
class LifeCycleApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    post("/v1/metrics", "{'key':'visits','kind':'count','event':'visit'}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void anExperimentGoesThroughItsWholeLife() {
    draft("whole", 0.2);
    assertThat(step("whole", "start", "{'reason':'ready'}").json().path("mode").asText())
        .isEqualTo("running");
    assertThat(assigned("whole")).isIn("split", "not_in_traffic");

    var raised = step("whole", "ramp", "{'traffic':1,'reason':'no harm'}").json();
    assertThat(raised.path("traffic").decimalValue()).isEqualByComparingTo("1");
    assertThat(assigned("whole")).isEqualTo("split");
    var lowered = step("whole", "ramp", "{'traffic':0.25}").json();
    assertThat(lowered.path("traffic").asText()).isEqualTo("0.25");
    assertThat(lowered.path("owned_traffic").asText()).isEqualTo("1");

    var paused = step("whole", "pause", "{'reason':'orders fell'}").json();
    assertThat(paused.path("state").asText()).isEqualTo("paused");
    assertThat(paused.path("mode").asText()).isEqualTo("paused_control");
    assertThat(assigned("whole")).isEqualTo("not_running");
    assertThat(step("whole", "pause", "{'show':'variant'}").json().path("mode").asText())
        .isEqualTo("paused_variant");
    assertThat(step("whole", "resume", "").json().path("traffic").asText()).isEqualTo("0.25");
    step("whole", "stop", "{'reason':'enough units'}");

    var body = "{'decision':'ship','variant':'b','roll_out':1,'reason':'b sells more'}";
    var concluded = step("whole", "conclude", body).json();
    assertThat(concluded.at("/conclusion/variant").asText()).isEqualTo("b");
    assertThat(concluded.at("/launch/traffic").asText()).isEqualTo("1");
    assertThat(concluded.at("/launch/ended_at").isNull()).isTrue();
    assertThat(assigned("whole")).isEqualTo("launched");
    assertThat(concluded.path("phases").findValuesAsText("mode"))
        .containsExactly(
            "running",
            "running",
            "running",
            "paused_control",
            "paused_variant",
            "running",
            "launched");

    var archived = step("whole", "archive", "{'reason':'it is in the code'}");
    assertThat(archived.json().path("archived_at").isNull()).isFalse();
    assertThat(archived.json().at("/launch/ended_at").isNull()).isFalse();
    assertThat(archived.header("ETag")).isEqualTo("\"10\"");
    assertThat(assigned("whole")).isEqualTo("not_running");
  }

  @Test
  void theAuditLogHasEachStepWithItsReason() {
    draft("told", 0.5);
    patch("told", "{'hypothesis':'Why not?','reason':'forgotten'}", "*");
    step("told", "start", "{'reason':'ready'}");
    step("told", "pause", "{'reason':'orders fell'}");
    step("told", "resume", "{'reason':'a false alarm'}");
    step("told", "stop", "");
    step("told", "conclude", "{'decision':'inconclusive','reason':'too few'}");
    step("told", "archive", "{'reason':'old'}");

    var changes = api.get("/v1/experiments/told/audit?limit=1000", "analyst").json();

    assertThat(
            changes
                .path("changes")
                .valueStream()
                .filter(change -> !change.path("step").isNull())
                .map(change -> change.path("step").asText() + ": " + change.path("reason").asText())
                .toList()
                .reversed())
        .containsExactly(
            "create: null",
            "change: forgotten",
            "start: ready",
            "pause: orders fell",
            "resume: a false alarm",
            "stop: null",
            "conclude: too few",
            "archive: old");
  }

  @Test
  void archivedExperimentsAreListedForThoseWhoAsk() {
    draft("list-kept", 0.1);
    draft("list-old", 0.1);
    step("list-old", "archive", "");

    assertThat(listed("")).containsExactly("list-kept");
    assertThat(listed("&archived=false")).containsExactly("list-kept");
    assertThat(listed("&archived=true")).containsExactly("list-kept", "list-old");
    assertThat(api.get("/v1/experiments?archived=1", "editor").problem())
        .isEqualTo("422 unknown_value archived");
    assertThat(step("list-old", "start", "").problem()).isEqualTo("409 illegal_transition state");
  }

  @Test
  void aDraftIsChangedInPlace() {
    draft("reworked", 0.1);

    var changed =
        patch(
            "reworked",
            """
            {'traffic':0.4,'targeting':{'country':'DE'},'hypothesis':'B sells.',
             'variants':[{'key':'c','weight':0.2,'control':true,'parameters':{'p-reworked':1}},
                         {'key':'d','weight':0.8}],
             'metrics':[{'metric':'visits','role':'primary'}],
             'method':{'kind':'fixed_horizon','planned_units':100}}
            """,
            "\"1\"");

    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.json().path("variants").findValuesAsText("key")).containsExactly("c", "d");
    assertThat(changed.json().path("targeting").toString()).isEqualTo("{\"country\":\"DE\"}");
    assertThat(changed.json().at("/method/kind").asText()).isEqualTo("fixed_horizon");
    assertThat(changed.json().path("phases")).isEmpty();
    assertThat(patch("reworked", "{'targeting':null}", "*").json().path("targeting").isNull())
        .isTrue();
    assertThat(patch("reworked", "{'traffic':null,'hypothesis':'x'}", "*").json().path("traffic"))
        .as("a null counts as absent")
        .isEqualTo(changed.json().path("traffic"));
  }

  @Test
  void otherWeightsAskWhatToDoAboutTheUnitsThatTheyMove() {
    draft("weighed", 0.5);
    step("weighed", "start", "");
    var weights = "{'variants':[{'key':'a','weight':0.4},{'key':'b','weight':0.6}]%s}";

    var refused = patch("weighed", weights.formatted(""), "*");
    assertThat(refused.problem()).isEqualTo("409 weights_move_units variants.weight");
    assertThat(refused.json().path("detail").asText()).contains("10 % from a to b (0 exposed)");
    assertThat(refused.json().path("hint").asText()).contains("new", "keep");

    assertThat(patch("weighed", weights.formatted(",'salt':'keep'"), "*").status()).isEqualTo(200);
    assertThat(patch("weighed", weights.formatted(",'salt':'new'"), "*").status()).isEqualTo(200);
    var dropped = patch("weighed", "{'variants':[{'key':'b','weight':1}],'salt':'new'}", "*");
    assertThat(dropped.json().path("variants").findValuesAsText("weight"))
        .containsExactly("0", "1");
  }

  @Test
  void ofTwoEditorsWhoHaveReadTheSameVersionOneIsRefused() throws Exception {
    draft("raced", 0.5);
    step("raced", "start", "");

    var guarded = together(n -> patch("raced", "{'targeting':{'n':%d}}".formatted(n), "\"2\""));
    assertThat(guarded).extracting(Answer::status).containsExactlyInAnyOrder(200, 412);

    var unguarded = together(n -> patch("raced", "{'targeting':{'n':%d}}".formatted(n), "*"));
    assertThat(unguarded).extracting(Answer::status).containsExactly(200, 200);
    assertThat(unguarded)
        .extracting(answer -> answer.header("ETag"))
        .containsExactlyInAnyOrder("\"4\"", "\"5\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "PATCH | {} | 422 missing_field",
        "PATCH | {'reason':'r'} | 422 missing_field",
        "PATCH | [] | 422 wrong_type",
        "PATCH | {'state':'stopped'} | 422 unknown_field state",
        "PATCH | {'traffic':2} | 422 out_of_range traffic",
        "PATCH | {'traffic':'all'} | 422 wrong_type traffic",
        "PATCH | {'targeting':'all'} | 422 wrong_type targeting",
        "PATCH | {'targeting':{'a':{'$bigger':1}}} | 422 invalid_targeting targeting.a.$bigger",
        "PATCH | {'targeting':{'a':'\\u0000'}} | 422 invalid_text targeting",
        "PATCH | {'salt':'mine'} | 422 unknown_value salt",
        "PATCH | {'traffic':0.2,'reason':7} | 422 wrong_type reason",
        "PATCH | {'traffic':0.2,'reason':''} | 422 invalid_length reason",
        "PATCH | {'hypothesis':'x'} | 409 frozen_at_start hypothesis",
        "PATCH | {'metrics':[]} | 409 frozen_at_start metrics",
        "PATCH | {'method':{}} | 409 frozen_at_start method",
        "PATCH | {'variants':{}} | 422 wrong_type variants",
        "PATCH | {'variants':[]} | 422 too_few_variants variants",
        "PATCH | {'variants':[7]} | 422 wrong_type variants[0]",
        "PATCH | {'variants':[{'key':'a'}]} | 422 missing_field variants[0].weight",
        "PATCH | {'variants':[{'weight':1}]} | 422 missing_field variants[0].key",
        "PATCH | {'variants':[{'key':'a','weight':0.9}]} | 422 weights_do_not_sum_to_one variants.weight",
        "PATCH | {'variants':[{'key':'a','weight':1,'control':true}]} | 409 frozen_at_start variants.control",
        "PATCH | {'variants':[{'key':'a','weight':1},{'key':'a','weight':0}]} | 422 repeated variants[1].key",
        "PATCH | {'variants':[{'key':'a','weight':0.5},{'key':'b','weight':0.5,'parameters':{'x':1}}]} | 422 parameter_of_another_layer variants.parameters.x",
        "ramp | {} | 422 missing_field traffic",
        "ramp | {'traffic':1.1} | 422 out_of_range traffic",
        "ramp | {'traffic':0.1234567} | 422 too_precise traffic",
        "pause | {'show':'nothing'} | 422 unknown_value show",
        "pause | {'show':['control']} | 422 wrong_type show",
        "resume | {} | 409 illegal_transition state",
        "start | {} | 409 illegal_transition state",
        "conclude | {'decision':'ship','variant':'b','reason':'r'} | 409 illegal_transition state",
        "conclude | {'decision':'ship','variant':'b'} | 422 missing_field reason",
        "conclude | {'reason':'r'} | 422 missing_field decision",
        "conclude | {'decision':'buy','reason':'r'} | 422 unknown_value decision",
        "conclude | {'decision':'ship','roll_out':9,'reason':'r'} | 422 out_of_range roll_out",
        "archive | {} | 409 illegal_transition state",
        "archive | {'now':true} | 422 unknown_field now",
      })
  void whatCannotBeIsNamedAndChangesNothing(String step, String body, String problem) {
    var key = "refusing";
    if (api.get("/v1/experiments/" + key, "editor").status() == 404) {
      draft(key, 0.1);
      step(key, "start", "");
    }
    var before = api.get("/v1/experiments/" + key, "editor").text();

    var answer = step.equals("PATCH") ? patch(key, body, "*") : step(key, step, body);

    assertThat(answer.problem()).isEqualTo(problem);
    assertThat(api.get("/v1/experiments/" + key, "editor").text()).isEqualTo(before);
  }

  @Test
  void everyStepMindsTheVersionThatWasRead() {
    draft("guarded", 0.1);
    for (var step : List.of("start", "pause", "resume", "stop", "archive")) {
      assertThat(step("guarded", step, "", "\"7\"").problem())
          .isEqualTo("412 experiment_changed If-Match");
    }
    assertThat(step("guarded", "ramp", "{'traffic':0.2}", "\"7\"").problem()).startsWith("412");
    assertThat(
            step("guarded", "conclude", "{'decision':'inconclusive','reason':'r'}", "\"7\"")
                .problem())
        .startsWith("412");
    assertThat(patch("guarded", "{'traffic':0.2}", "\"7\"").problem()).startsWith("412");
    assertThat(patch("guarded", "{'traffic':0.2}", "\"1\"").header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void anExperimentMayHave500Variants() {
    var variants =
        IntStream.range(0, 500)
            .mapToObj("{'key':'v%1$d','weight':0.002,'parameters':{'p':%1$d}}"::formatted)
            .toList();
    post("/v1/layers", "{'key':'many','unit_type':'user','parameters':['p']}");
    var body = "{'key':'many','layer':'many','variants':[%s]}";
    var control = "{'key':'v0','weight':0.002,'control':true},";
    var rest = String.join(",", variants.subList(1, 500));

    var created = post("/v1/experiments", body.formatted(control + rest));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.json().at("/variants/499/key").asText()).isEqualTo("v499");
    assertThat(step("many", "start", "").status()).isEqualTo(200);
    assertThat(assigned("many")).isEqualTo("split");

    var more = body.formatted(control + rest + ",{'key':'v500','weight':0}");
    assertThat(post("/v1/experiments", more).problem()).isEqualTo("422 too_many_items variants");
    assertThat(
            patch("many", "{'variants':[{'key':'v500','weight':1}],'salt':'new'}", "*").problem())
        .isEqualTo("422 too_many_items variants");
  }

  @Test
  void severalExperimentsUseOneSharedControl() {
    post("/v1/layers", "{'key':'shared','unit_type':'user','parameters':['p-shared']}");
    post("/v1/layers", "{'key':'elsewhere','unit_type':'user'}");
    api.primary()
        .run(
            "select splitplot.create_shared_control('common', 'shared', 100000, '{\"p-shared\":1}')");
    var body =
        """
        {'key':'%s','layer':'%s','traffic':0.2,'shared_control':'%s','variants':[
          {'key':'a','weight':0,'control':true,'parameters':{'p-shared':%s}},
          {'key':'b','weight':1,'parameters':{'p-shared':3}}]}
        """;

    assertThat(post("/v1/experiments", body.formatted("s0", "shared", "nobody", "1")).problem())
        .isEqualTo("422 unknown_shared_control shared_control");
    assertThat(post("/v1/experiments", body.formatted("s0", "elsewhere", "common", "1")).problem())
        .isEqualTo("422 shared_control_of_another_layer shared_control");
    assertThat(post("/v1/experiments", body.formatted("s0", "shared", "common", "2")).problem())
        .isEqualTo("422 other_parameters_than_shared_control variants.parameters");
    for (var key : List.of("s1", "s2")) {
      var created = post("/v1/experiments", body.formatted(key, "shared", "common", "1"));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      assertThat(created.json().path("shared_control").asText()).isEqualTo("common");
      assertThat(step(key, "start", "").status()).isEqualTo(200);
    }

    var range = api.get("/v1/traffic", "analyst").json().findParents("used_by").getFirst();
    assertThat(range.path("key").asText()).isEqualTo("common");
    assertThat(range.path("used_by").toString()).isEqualTo("[\"s1\",\"s2\"]");
  }

  @Test
  void theTrafficOfThePastIsShownAsItWas() {
    draft("past", 0.3);
    step("past", "start", "");
    var before = api.get("/v1/traffic", "editor").json();
    step("past", "ramp", "{'traffic':0.1}");

    assertThat(states(api.get("/v1/traffic", "analyst").json(), "past"))
        .containsExactly("open 0.1", "closed 0.2");
    var at = before.path("as_of").asText();
    var again = api.get("/v1/traffic?as_of=" + at.replace("+00:00", "Z"), "admin").json();
    assertThat(states(again, "past")).containsExactly("open 0.3");
    assertThat(again).isEqualTo(before);
    var ahead = api.get("/v1/traffic?as_of=2199-01-01T00:00:00Z", "admin").json();
    assertThat(ahead.path("as_of").asText()).startsWith("20").doesNotStartWith("2199");
    assertThat(api.get("/v1/traffic?as_of=yesterday", "analyst").problem())
        .isEqualTo("422 invalid_time as_of");
  }

  private static List<String> states(JsonNode traffic, String experiment) {
    return traffic.findParents("state").stream()
        .filter(range -> range.path("key").asText().equals(experiment))
        .map(range -> range.path("state").asText() + " " + range.path("share").asText())
        .toList();
  }

  private static List<String> listed(String query) {
    return api.get("/v1/experiments?after=list-&limit=2" + query, "editor")
        .json()
        .path("experiments")
        .valueStream()
        .map(experiment -> experiment.path("key").asText())
        .filter(key -> key.startsWith("list-"))
        .toList();
  }

  /** The reason of the assignment of some unit, as this server gives it. */
  private static String assigned(String experiment) {
    return api.post(
            "/v1/assignments",
            "client",
            "{'unit':{'user':'u1'},'experiments':['%s']}".formatted(experiment))
        .json()
        .at("/assignments/0/reason")
        .asText();
  }

  private static void draft(String key, double traffic) {
    post(
        "/v1/layers",
        "{'key':'layer-%1$s','unit_type':'user','parameters':['p-%1$s']}".formatted(key));
    var created =
        post(
            "/v1/experiments",
            """
            {'key':'%1$s','layer':'layer-%1$s','traffic':%2$s,'variants':[
              {'key':'a','weight':0.5,'control':true},{'key':'b','weight':0.5}]}
            """
                .formatted(key, traffic));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  /** Lets two do the same at the same time. */
  private static List<Answer> together(IntFunction<Answer> work)
      throws InterruptedException, ExecutionException {
    var barrier = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          Stream.of(1, 2)
              .<Callable<Answer>>map(n ->
                  () -> {
                    barrier.await();
                    return work.apply(n);
                  })
              .map(threads::submit)
              .toList();
      return List.of(answers.get(0).get(), answers.get(1).get());
    }
  }

  private static Answer post(String path, String body) {
    return api.post(path, "editor", body);
  }

  private static Answer step(String key, String step, String body) {
    return step(key, step, body, "*");
  }

  private static Answer step(String key, String step, String body, String ifMatch) {
    return send("POST", key + "/" + step, body, ifMatch);
  }

  private static Answer patch(String key, String body, String ifMatch) {
    return send("PATCH", key, body, ifMatch);
  }

  private static Answer send(String method, String path, String body, String ifMatch) {
    return api.send(
        api.request("/v1/experiments/" + path, "editor")
            .header("Content-Type", "application/json")
            .header("If-Match", ifMatch)
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }
}
