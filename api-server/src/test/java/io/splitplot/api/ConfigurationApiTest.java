package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers, metrics and experiments: what editors do. */
class ConfigurationApiTest {
  private static final String VARIANTS =
      "'variants':[{'key':'a','weight':0.5,'control':true},{'key':'b','weight':0.5}]";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    edit("/v1/layers", "{'key':'page','unit_type':'user','parameters':['colour','size']}");
    edit("/v1/metrics", "{'key':'visits','kind':'count','event':'visit'}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aLayerIsCreatedAndListedWithItsFreeTraffic() {
    assertThat(
            edit("/v1/layers", "{'key':'menu','unit_type':'user','parameters':['x','w']}").text())
        .startsWith(
            "{'key':'menu','domain':'root','unit_type':'user','parameters':['w','x'],'free':1,"
                .replace('\'', '"'));
    assertThat(
            api.get("/v1/layers?after=menu&limit=1", "editor").json().at("/layers/0/key").asText())
        .isEqualTo("page");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'key':'page','unit_type':'user'} | 409 already_exists key",
        "{'key':'other','unit_type':'user','parameters':['colour']} | 409 conflict",
        "{'key':'other','unit_type':'planet'} | 422 unknown_unit_type unit_type",
        "{'key':'other','unit_type':'user','domain':'nowhere'} | 422 unknown_domain domain",
        "{'key':'Other','unit_type':'user'} | 422 invalid_key key",
        "{'key':'other'} | 422 missing_field unit_type",
        "{'key':'other','unit_type':'user','parameters':['']} | 422 invalid_length parameters[0]",
        "{'key':'other','unit_type':'user','parameters':['a','a']} | 422 repeated parameters[1]",
        "{'key':'other','unit_type':'user','salt':'mine'} | 422 unknown_field salt",
      })
  void layersThatCannotBeAreRefusedAndNothingIsStored(String body, String problem) {
    assertThat(edit("/v1/layers", body).problem()).isEqualTo(problem);
    assertThat(api.value("select count(*) from splitplot.layer where key = 'other'"))
        .isEqualTo("0");
  }

  @Test
  void aMetricIsCreatedAsItWasDescribed() {
    var answer =
        edit(
            "/v1/metrics",
            """
            {'key':'revenue','kind':'revenue','event':'order','net':true,'currency':'EUR',
             'window':'P14D','direction':'increase','covariate':'past','description':'Net.'}
            """);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("window").textValue()).isEqualTo("P14D");
    assertThat(api.get("/v1/metrics", "editor").json().path("metrics").findValuesAsText("key"))
        .contains("revenue", "visits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'key':'visits','kind':'count','event':'visit'} | 409 already_exists key",
        "{'key':'m','kind':'median','event':'visit'} | 422 metric_kind_not_supported kind",
        "{'key':'m','kind':'revenue','event':'order'} | 422 rule_broken",
        "{'key':'m','kind':'count','event':'visit','net':true} | 422 rule_broken",
        "{'key':'m','kind':'count','event':'visit','net':'yes'} | 422 wrong_type net",
        "{'key':'m','kind':'revenue','event':'order','currency':'eur'} | 422 rule_broken",
        "{'key':'m','kind':'count','event':'visit','window':'P1M'} | 422 invalid_window window",
        "{'key':'m','kind':'count','event':'visit','window':'-P1D'} | 422 invalid_window window",
        "{'key':'m','kind':'count','event':'visit','window':'PT0S'} | 422 invalid_window window",
        "{'key':'m','kind':'count','event':'visit','direction':'up'} | 422 unknown_value direction",
        "{'key':'m','kind':'count'} | 422 missing_field event",
        "{'key':'m','kind':'count','event':'e','quantile':0.5} | 422 field_of_another_kind quantile",
        "{'key':'m','kind':'funnel','steps':['a','b'],'event':'e'} | 422 field_of_another_kind event",
        "{'key':'m','kind':'quantile','event':'e'} | 422 missing_field quantile",
        "{'key':'m','kind':'quantile','event':'e','quantile':1} | 422 out_of_range quantile",
        "{'key':'m','kind':'quantile','event':'e','quantile':'0.5'} | 422 wrong_type quantile",
        "{'key':'m','kind':'ratio','event':'e'} | 422 missing_field aggregate",
        "{'key':'m','kind':'ratio','event':'e','aggregate':'median'} | 422 unknown_value aggregate",
        "{'key':'m','kind':'funnel'} | 422 missing_field steps",
        "{'key':'m','kind':'funnel','steps':['a']} | 422 rule_broken",
        "{'key':'m','kind':'funnel','steps':['a','b','a']} | 422 repeated steps[2]",
        "{'key':'m','kind':'funnel','steps':['a',7]} | 422 wrong_type steps[1]",
        "{'key':'m','kind':'retention','event':'e','window':'P7D'} | 422 missing_field window_start",
        "{'key':'m','kind':'retention','event':'e','window_start':'P1D'} | 422 missing_field window",
        "{'key':'m','kind':'mean','event':'e','cap':0} | 422 out_of_range cap",
        "{'key':'m','kind':'mean','event':'e','cap':1,'cap_quantile':0.9} | 422 rule_broken",
        "{'key':'m','kind':'mean','event':'e','unripe':'wait'} | 422 unknown_value unripe",
        "{'key':'m','kind':'mean','event':'e','unripe':'exclude'} | 422 rule_broken",
        "{'key':'m','kind':'mean','event':'e','minimum_effect':-1} | 422 out_of_range minimum_effect",
        "{'key':'m','kind':'mean','event':'e','colour':1} | 422 unknown_field colour",
      })
  void metricsThatCannotBeAreRefused(String body, String problem) {
    assertThat(edit("/v1/metrics", body).problem()).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource({"P2W,P14D", "PT30M,PT30M", "P1DT12H,P1DT12H"})
  void windowsAreDurationsOfIso8601(String given, String kept) {
    var body =
        "{'key':'window-%s','kind':'count','event':'e','window':'%s'}"
            .formatted(given.toLowerCase(java.util.Locale.ROOT), given);

    assertThat(edit("/v1/metrics", body).json().path("window").textValue()).isEqualTo(kept);
  }

  @Test
  void anExperimentLivesFromDraftToStopped() {
    var created =
        edit(
            "/v1/experiments",
            """
            {'key':'life','layer':'page','unit_type':'user','traffic':0.1,'hypothesis':'Why not?',
             'targeting':{'country':{'$in':['DE','FR']}},
             'variants':[{'key':'control','weight':0.333333,'control':true,
                          'parameters':{'colour':'blue'}},
                         {'key':'green','weight':0.666667,'parameters':{'colour':'green'}}],
             'metrics':[{'metric':'visits','role':'primary'}],
             'method':{'kind':'fixed_horizon','alpha':0.01,'planned_units':20000}}
            """);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo("/v1/experiments/life");
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    var read = api.get("/v1/experiments/life", "editor");
    assertThat(read.json()).isEqualTo(created.json());
    assertThat(read.json().at("/variants/0/weight").asText()).isEqualTo("0.333333");
    assertThat(read.json().at("/method/alpha").asText()).isEqualTo("0.01");

    assertThat(step("life", "stop", "*").problem()).isEqualTo("409 illegal_transition state");
    assertThat(step("life", "start", "\"9\"").problem())
        .isEqualTo("412 experiment_changed If-Match");
    assertThat(step("life", "start", "nonsense").problem())
        .isEqualTo("412 experiment_changed If-Match");

    var started = step("life", "start", "\"1\"");
    assertThat(started.json().path("state").textValue()).isEqualTo("running");
    assertThat(started.header("ETag")).isEqualTo("\"2\"");
    assertThat(step("life", "start", "*").problem()).isEqualTo("409 illegal_transition state");
    assertThat(step("life", "stop", "*").json().path("state").textValue()).isEqualTo("stopped");
  }

  @Test
  void theAuditLogKnowsWhoDidWhat() {
    edit("/v1/experiments", "{'key':'audited','layer':'page'," + VARIANTS + "}");

    var changes = api.get("/v1/experiments/audited/audit", "analyst").json().path("changes");

    assertThat(changes.findValuesAsText("actor")).isNotEmpty().containsOnly("editor");
    assertThat(changes.findValuesAsText("table"))
        .contains("experiment", "phase", "variant", "phase_variant");
    assertThat(api.get("/v1/experiments/nowhere/audit", "analyst").problem())
        .isEqualTo("404 unknown_experiment");
  }

  @Test
  void anExperimentAssignedElsewhereHasNoLayer() {
    var created =
        edit(
            "/v1/experiments",
            "{'key':'theirs','assignment':'external','unit_type':'user'," + VARIANTS + "}");

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.json().path("layer").isNull()).isTrue();
    assertThat(step("theirs", "start", "*").json().path("state").textValue()).isEqualTo("running");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'weight':-0.1 | 422 out_of_range variants[1].weight",
        "'weight':1.1 | 422 out_of_range variants[1].weight",
        "'weight':0.1234567 | 422 too_precise variants[1].weight",
        "'weight':1e-999999999 | 422 too_precise variants[1].weight",
        "'weight':1e999999999 | 422 out_of_range variants[1].weight",
        "'weight':'0.5' | 422 wrong_type variants[1].weight",
        "'wait':0.5 | 422 unknown_field variants[1].wait",
        "'control':false | 422 missing_field variants[1].weight",
        "'weight':0.4 | 422 weights_do_not_sum_to_one variants.weight",
        "'weight':0.5,'control':true | 422 rule_broken",
        "'weight':0.5,'key':'a' | 422 repeated variants[1].key",
        "'weight':0.5,'parameters':7 | 422 wrong_type variants[1].parameters",
        "'weight':0.5,'parameters':{'h':1} | 422 parameter_of_another_layer variants.parameters.h",
      })
  void aVariantThatCannotBeIsNamedAndNothingIsStored(String fields, String problem) {
    var body =
        """
        {'key':'refused','layer':'page','traffic':0.1,
         'variants':[{'key':'a','weight':0.5,'control':true},{%s}]}
        """
            .formatted(fields.contains("'key'") ? fields : "'key':'b'," + fields);

    assertThat(edit("/v1/experiments", body).problem()).isEqualTo(problem);
    assertThat(api.value("select count(*) from splitplot.experiment where key = 'refused'"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'layer':'page','traffic':1.5 | 422 out_of_range traffic",
        "'layer':'page','traffic':-1 | 422 out_of_range traffic",
        "'layer':'nowhere' | 422 unknown_layer layer",
        "'layer':'page','unit_type':'session' | 422 unit_type_of_another_layer unit_type",
        "'unit_type':'user' | 422 missing_field layer",
        "'assignment':'external' | 422 missing_field unit_type",
        "'assignment':'external','unit_type':'planet' | 422 unknown_unit_type unit_type",
        "'assignment':'external','unit_type':'user','layer':'page' | 422 unexpected_field layer",
        "'assignment':'external','unit_type':'user','traffic':1 | 422 unexpected_field traffic",
        "'assignment':'ours','layer':'page' | 422 unknown_value assignment",
        "'layer':'page','metrics':[{'metric':'nowhere'}] | 422 unknown_metric metrics[0].metric",
        "'layer':'page','metrics':[{'metric':'m','role':'x'}] | 422 unknown_value metrics[0].role",
        "'layer':'page','metrics':[{'metric':'m'},{'metric':'m'}] | 422 repeated metrics[1].metric",
        "'layer':'page','method':{'kind':'magic'} | 422 unknown_value method.kind",
        "'layer':'page','method':{'alpha':0} | 422 out_of_range method.alpha",
        "'layer':'page','method':{'alpha':0.9} | 422 out_of_range method.alpha",
        "'layer':'page','method':{'kind':'group_sequential'}|422 missing_field method.planned_units",
        "'layer':'page','method':{'planned_units':0} | 422 out_of_range method.planned_units",
        "'layer':'page','method':{'looks':5} | 422 unexpected_field method.looks",
        "'layer':'page','method':{'spending':'obf'} | 422 unexpected_field method.spending",
        "'layer':'page','method':{'family':'fisher'} | 422 unknown_value method.family",
        "'layer':'page','method':{'kind':'group_sequential','planned_units':9,'family':'holm'}"
            + " | 422 unexpected_field method.family",
        "'layer':'page','method':{'kind':'group_sequential','planned_units':9,'spending':'power'}"
            + " | 422 missing_field method.spending_parameter",
        "'layer':'page','method':{'kind':'group_sequential','planned_units':9,'spending':'power',"
            + "'spending_parameter':0} | 422 out_of_range method.spending_parameter",
        "'layer':'page','method':{'kind':'group_sequential','planned_units':9,'spending':'pocock',"
            + "'spending_parameter':1} | 422 unexpected_field method.spending_parameter",
        "'layer':'page','method':{'kind':'group_sequential','planned_units':9,'looks':101}"
            + " | 422 out_of_range method.looks",
        "'layer':'page','extra':1 | 422 unknown_field extra",
      })
  void anExperimentThatCannotBeIsNamedAndNothingIsStored(String fields, String problem) {
    var body = "{'key':'refused'," + fields + "," + VARIANTS + "}";

    assertThat(edit("/v1/experiments", body).problem()).isEqualTo(problem);
    assertThat(api.value("select count(*) from splitplot.experiment where key = 'refused'"))
        .isEqualTo("0");
  }

  @Test
  void conditionsThatCannotBeEvaluatedAreRefused() {
    var answer =
        edit(
            "/v1/experiments",
            "{'key':'refused','layer':'page','targeting':{'a':{'$bigger':1}}," + VARIANTS + "}");

    assertThat(answer.problem()).startsWith("422 ").contains("targeting");
  }

  @Test
  void aControlIsNeeded() {
    var answer =
        edit(
            "/v1/experiments",
            """
            {'key':'refused','layer':'page',
             'variants':[{'key':'a','weight':0.5},{'key':'b','weight':0.5}]}
            """);

    assertThat(answer.problem()).isEqualTo("422 not_one_control variants.control");
  }

  @Test
  void anExperimentKeyIsTakenOnce() {
    var body = "{'key':'taken','layer':'page'," + VARIANTS + "}";

    assertThat(edit("/v1/experiments", body).status()).isEqualTo(201);
    assertThat(edit("/v1/experiments", body).problem()).isEqualTo("409 already_exists key");
  }

  @Test
  void aFullLayerTakesNoMore() {
    edit("/v1/layers", "{'key':'full','unit_type':'user'}");
    edit("/v1/experiments", "{'key':'whole','layer':'full'," + VARIANTS + "}");
    edit("/v1/experiments", "{'key':'more','layer':'full','traffic':0.1," + VARIANTS + "}");

    assertThat(step("whole", "start", "*").status()).isEqualTo(200);
    assertThat(step("more", "start", "*").problem()).isEqualTo("409 not_enough_traffic traffic");
    assertThat(api.value("select state from splitplot.experiment where key = 'more'"))
        .isEqualTo("draft");
  }

  @Test
  void stepsTakeNoFields() {
    assertThat(api.post("/v1/experiments/nowhere/start", "editor", "{'now':true}").problem())
        .isEqualTo("422 unknown_field now");
    assertThat(api.post("/v1/experiments/nowhere/start", "editor", "{}").problem())
        .isEqualTo("404 unknown_experiment experiment");
    assertThat(api.get("/v1/experiments/No%00Where", "editor").problem())
        .isEqualTo("404 unknown_experiment");
  }

  @Test
  void listsComeInPages() {
    for (var key : new String[] {"page-1", "page-2", "page-3"}) {
      edit("/v1/experiments", "{'key':'" + key + "','layer':'page'," + VARIANTS + "}");
    }

    var first = api.get("/v1/experiments?after=page-0&limit=2", "editor").json();
    var next = api.get("/v1/experiments?limit=2&after=" + first.path("next").asText(), "editor");

    assertThat(first.path("experiments").findValuesAsText("hypothesis")).hasSize(2);
    assertThat(first.path("next").asText()).isEqualTo("page-2");
    assertThat(next.json().at("/experiments/0/key").asText()).isEqualTo("page-3");
    assertThat(api.get("/v1/experiments?limit=0", "editor").problem())
        .isEqualTo("422 invalid_limit limit");
  }

  private static Answer edit(String path, String body) {
    return api.post(path, "editor", body);
  }

  private static Answer step(String key, String step, String ifMatch) {
    return api.send(
        api.request("/v1/experiments/" + key + "/" + step, "editor")
            .header("If-Match", ifMatch)
            .POST(BodyPublishers.noBody()));
  }
}
