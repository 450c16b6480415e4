package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Domains, holdouts and shared controls: who owns traffic beside experiments. */
class OwnerApiTest {
  private static final String VARIANTS =
      """
      'variants':[{'key':'a','weight':0.5,'control':true,'parameters':{'%1$s':'plain'}},
        {'key':'b','weight':0.5,'parameters':{'%1$s':'fancy'}}]
      """;

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    made("/v1/layers", "{'key':'page','unit_type':'user','parameters':['colour']}");
    makeTree();
  }

  /**
   * Two domains beside each other in a layer, and in the left one two layers and one more domain.
   */
  private static void makeTree() {
    made("/v1/layers", "{'key':'tree','unit_type':'user'}");
    made("/v1/domains", "{'key':'left','layer':'tree','traffic':0.3}");
    made("/v1/domains", "{'key':'right','layer':'tree','traffic':0.3}");
    made("/v1/layers", "{'key':'branch','domain':'left'}");
    made("/v1/domains", "{'key':'deep','layer':'branch','traffic':1}");
    made("/v1/layers", "{'key':'owner','domain':'left','parameters':['leaf']}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void domainsAreNestedFiveDeepAndEachHasItsShareOfTheOneAroundIt() {
    made("/v1/layers", "{'key':'depth-0','unit_type':'user'}");
    for (var depth = 1; depth <= 5; depth++) {
      made(
          "/v1/domains",
          "{'key':'in-%d','layer':'depth-%d','traffic':0.8}".formatted(depth, depth - 1));
      made(
          "/v1/layers",
          "{'key':'depth-%1$d','domain':'in-%1$d','parameters':['p%1$d']}".formatted(depth));
    }
    experiment("deepest", "depth-5", "p5", "");
    started("deepest");

    assertThat(get("/v1/domains/in-5").json().path("layers").path(0).asText()).isEqualTo("depth-5");
    assertThat(share("deepest", "variant is not null"))
        .isBetween(Math.pow(0.8, 5) - 0.02, Math.pow(0.8, 5) + 0.02);
  }

  @Test
  void aDomainIsListedAndEndsOnceNobodyReliesOnIt() {
    made("/v1/layers", "{'key':'outer','unit_type':'session'}");
    made("/v1/domains", "{'key':'inner','layer':'outer','traffic':0.25}");
    made("/v1/layers", "{'key':'inside','domain':'inner','parameters':['q']}");
    experiment("within", "inside", "q", "");
    started("within");

    assertThat(get("/v1/domains?after=inne&limit=1").json().path("domains").path(0).path("key"))
        .asString()
        .contains("inner");
    assertThat(edit("/v1/domains/inner/end", "{}").problem()).isEqualTo("409 in_use key");
    edit("/v1/experiments/within/stop", "{}");
    var ended = edit("/v1/domains/inner/end", "{}");
    assertThat(ended.status()).as(ended.text()).isEqualTo(200);
    assertThat(ended.json().path("ended_at").isTextual()).isTrue();
    assertThat(ended.json().path("traffic").decimalValue()).isZero();
    assertThat(edit("/v1/domains/inner/end", "{}").problem()).isEqualTo("404 unknown_domain key");

    experiment("too-late", "inside", "q", "");
    assertThat(edit("/v1/experiments/too-late/start", "{}").problem())
        .isEqualTo("409 domain_ended layer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "domains | {'key':'root','layer':'page','traffic':0.1} | 422 rule_broken",
        "domains | {'key':'d','layer':'page','traffic':0} | 422 out_of_range traffic",
        "domains | {'key':'d','layer':'page','traffic':1.1} | 422 out_of_range traffic",
        "domains | {'key':'d','layer':'page','traffic':'all'} | 422 wrong_type traffic",
        "domains | {'key':'d','layer':'page'} | 422 missing_field traffic",
        "domains | {'key':'d','layer':'nowhere','traffic':0.1} | 422 unknown_layer layer",
        "domains | {'key':'d','layer':'../page','traffic':0.1} | 422 invalid_key layer",
        "domains | {'key':'d','layer':'page','traffic':0.1,'salt':'s'} | 422 unknown_field salt",
        "holdouts | {'key':'h','traffic':0.1} | 422 missing_field unit_type",
        "holdouts | {'key':'h','traffic':0.1,'unit_type':'planet'} | 422 unknown_unit_type unit_type",
        "holdouts | {'key':'h','traffic':0.1,'domain':'nowhere'} | 422 unknown_domain domain",
        "holdouts | {'key':'h','layer':'page','domain':'root','traffic':0.1} | 422 conflicting_fields layer",
        "holdouts | {'key':'h','layer':'page'} | 422 missing_field traffic",
        "shared-controls | {'key':'c','layer':'page','traffic':0.1,'parameters':{'size':1}} | 422 parameter_of_another_layer parameters.size",
        "shared-controls | {'key':'c','layer':'page','traffic':0.1,'parameters':[]} | 422 wrong_type parameters",
        "layers | {'key':'l','unit_type':'user','parameters':['$colour']} | 422 rule_broken",
        "layers | {'key':'l','domain':'root'} | 422 missing_field unit_type",
        "layers | {'key':'l','domain':'nowhere'} | 422 unknown_domain domain",
      })
  void whatCannotBeIsRefusedAndNothingIsStored(String path, String body, String problem) {
    assertThat(edit("/v1/" + path, body).problem()).isEqualTo(problem);
    assertThat(
            api.value(
                """
                select count(*) from (
                  select key from splitplot.domain union all select key from splitplot.holdout
                  union all select key from splitplot.shared_control
                  union all select key from splitplot.layer) as it
                where key in ('d', 'h', 'c', 'l')
                """))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    "domains, unknown_domain",
    "holdouts, unknown_holdout",
    "shared-controls, unknown_shared_control"
  })
  void whatIsNotThereCannotBeReadOrEnded(String path, String code) {
    assertThat(get("/v1/" + path + "/nothing").problem()).isEqualTo("404 " + code);
    assertThat(get("/v1/" + path + "/%00'--").problem()).isEqualTo("404 " + code);
    assertThat(edit("/v1/" + path + "/nothing/end", "{}").problem())
        .isEqualTo("404 " + code + " key");
  }

  @Test
  void aKeyIsTakenOnce() {
    made("/v1/layers", "{'key':'keys','unit_type':'device'}");
    made("/v1/domains", "{'key':'twice','layer':'keys','traffic':0.1}");
    made("/v1/holdouts", "{'key':'twice','layer':'keys','traffic':0.1}");
    made("/v1/shared-controls", "{'key':'twice','layer':'keys','traffic':0.1}");

    for (var path : new String[] {"domains", "holdouts", "shared-controls"}) {
      assertThat(edit("/v1/" + path, "{'key':'twice','layer':'keys','traffic':0.1}").problem())
          .isEqualTo("409 already_exists key");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "left, 409 conflict",
    "deep, 409 parameter_of_another_layer parameters",
    "root, 409 parameter_of_another_layer parameters",
    "right, 201"
  })
  void overlappingLayersNeverOwnTheSameParameter(String domain, String answer) {
    var second =
        edit(
            "/v1/layers",
            "{'key':'second-%1$s','domain':'%1$s','parameters':['leaf']%2$s}"
                .formatted(domain, domain.equals("root") ? ",'unit_type':'user'" : ""));

    assertThat(second.status() == 201 ? "201" : second.problem()).isEqualTo(answer);
  }

  @Test
  void theUnitsOfASharedControlAreControlUnitsOfThreeExperiments() {
    made("/v1/layers", "{'key':'shop','unit_type':'user','parameters':['button']}");
    made(
        "/v1/shared-controls",
        "{'key':'plain','layer':'shop','traffic':0.2,'parameters':{'button':'plain'}}");
    for (var key : new String[] {"one", "two", "three"}) {
      experiment(key, "shop", "button", "'traffic':0.2,'shared_control':'plain',");
      started(key);
    }

    assertThat(get("/v1/shared-controls/plain").json().path("experiments"))
        .hasSize(3)
        .allMatch(com.fasterxml.jackson.databind.JsonNode::isTextual);
    assertThat(
            api.value(
                """
                select string_agg(distinct units::text, ' ') from (
                  select array_agg(distinct a.experiment order by a.experiment) as units
                  from generate_series(1, 2000) as u(id)
                  cross join splitplot.assign('user', 'u' || u.id) a
                  where a.reason = 'shared_control' and a.variant = 'a'
                  group by u.id) per_unit
                """))
        .isEqualTo("{one,three,two}");
    // Half of 0.2 and all of the shared 0.2 is control, of 0.4 together.
    assertThat(
            api.value(
                "select expected_shares[1] from splitplot.assignment_plan where experiment = 'two'"))
        .startsWith("0.75");
    assertThat(edit("/v1/shared-controls/plain/end", "{}").problem()).isEqualTo("409 in_use key");
  }

  @Test
  void aControlLooksAsTheSharedControlDoes() {
    made("/v1/layers", "{'key':'menu','unit_type':'user','parameters':['menu']}");
    made(
        "/v1/shared-controls",
        "{'key':'other','layer':'menu','traffic':0.2,'parameters':{'menu':'other'}}");

    assertThat(
            edit(
                    "/v1/experiments",
                    "{'key':'unlike','layer':'menu','traffic':0.1,'shared_control':'other',"
                        + VARIANTS.formatted("menu")
                        + "}")
                .problem())
        .isEqualTo("422 other_parameters_than_shared_control variants.parameters");
  }

  @Test
  void aHoldoutMovesNobodyAndHoldsBackFromWhatStartsLater() {
    made("/v1/layers", "{'key':'early','unit_type':'device','parameters':['early']}");
    made("/v1/layers", "{'key':'late','unit_type':'device','parameters':['late']}");
    experiment("before", "early", "early", "");
    experiment("after", "late", "late", "");
    started("before");
    var before = decisions("before");

    var holdout = made("/v1/holdouts", "{'key':'everywhere','unit_type':'device','traffic':0.3}");
    started("after");

    assertThat(holdout.json().path("layer").asText()).isEqualTo("holdouts.device.root");
    assertThat(holdout.json().path("domain").asText()).isEqualTo("root");
    assertThat(decisions("before")).isEqualTo(before);
    assertThat(share("after", "reason = 'holdout'")).isBetween(0.27, 0.33);
    var free = StreamSupport.stream(get("/v1/layers").json().path("layers").spliterator(), false);
    assertThat(free.filter(it -> it.path("key").asText().equals("late")))
        .allSatisfy(it -> assertThat(it.path("free").decimalValue()).isZero());

    assertThat(edit("/v1/holdouts/everywhere/end", "{}").status()).isEqualTo(200);
    assertThat(share("after", "reason = 'holdout'")).isBetween(0.27, 0.33);
    made("/v1/holdouts", "{'key':'again','unit_type':'device','traffic':1}");
  }

  @Test
  void aNestedDomainKeepsALayerForItsOwnHoldouts() {
    made("/v1/layers", "{'key':'nest','unit_type':'session'}");
    made("/v1/domains", "{'key':'nested','layer':'nest','traffic':0.5}");

    var first = made("/v1/holdouts", "{'key':'first','domain':'nested','traffic':0.6}");
    var second = edit("/v1/holdouts", "{'key':'second','domain':'nested','traffic':0.6}");

    assertThat(first.json().path("layer").asText()).isEqualTo("holdouts.session.nested");
    assertThat(second.problem()).isEqualTo("409 not_enough_traffic traffic");
    assertThat(get("/v1/holdouts?limit=1000").json().path("holdouts").findValuesAsText("key"))
        .contains("first")
        .doesNotContain("second");
  }

  private static void experiment(String key, String layer, String parameter, String more) {
    made(
        "/v1/experiments",
        "{'key':'%s','layer':'%s',%s".formatted(key, layer, more)
            + (more.contains("'traffic'") ? "" : "'traffic':1,")
            + VARIANTS.formatted(parameter)
            + "}");
  }

  private static void started(String key) {
    var answer = edit("/v1/experiments/" + key + "/start", "{}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** Which share of 5,000 units of the experiment's type a condition holds for. */
  private static double share(String experiment, String condition) {
    return Double.parseDouble(
        api.value(
            """
            select count(*) filter (where %s) / 5000.0
            from splitplot.assign_batch('%s', array(
              select 'u' || id from generate_series(1, 5000) as u(id)))
            """
                .formatted(condition, experiment)));
  }

  private static String decisions(String experiment) {
    return api.value(
        """
        select md5(string_agg(concat(unit_id, variant, reason), ' ' order by unit_id))
        from splitplot.assign_batch('%s', array(
          select 'u' || id from generate_series(1, 2000) as u(id)), '{}', clock_timestamp())
        """
            .formatted(experiment));
  }

  private static Answer made(String path, String body) {
    var answer = edit(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static Answer edit(String path, String body) {
    return api.post(path, "editor", body);
  }

  private static Answer get(String path) {
    return api.get(path, "editor");
  }
}
