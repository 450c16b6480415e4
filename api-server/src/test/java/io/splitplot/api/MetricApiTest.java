package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.api.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions of metrics: applied all or none, in versions that experiments keep. */
class MetricApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
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
        "{'key':'k1','kind':'ratio','event':'order','aggregate':'amount','currency':'EUR',"
            + "'denominator_event':'view','denominator_aggregate':'count','minimum_effect':0.02}",
        "{'key':'k2','kind':'quantile','event':'load','quantile':0.95,'direction':'decrease'}",
        "{'key':'k3','kind':'funnel','steps':['view','cart','order'],'window':'P7D'}",
        "{'key':'k4','kind':'retention','event':'visit','window_start':'P7D','window':'P14D',"
            + "'unripe':'exclude'}",
        "{'key':'k5','kind':'mean','event':'spend','cap_quantile':0.999,'covariate':'spend',"
            + "'covariate_window':'P28D'}",
        "{'key':'k6','kind':'revenue','event':'order','currency':'EUR','net':true,"
            + "'net_within':'P30D','cap':100000.5}"
      })
  void aMetricOfEachKindIsAnsweredAsItWasDescribed(String body) {
    var created = api.post("/v1/metrics", "editor", body);

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    var sent = Json.parse(body.replace('\'', '"'));
    assertThat(sent.fieldNames())
        .toIterable()
        .allSatisfy(name ->
            assertThat(created.json().path(name).asText()).isEqualTo(sent.path(name).asText()));
    if (sent.has("steps")) {
      assertThat(created.json().path("steps")).isEqualTo(sent.path("steps"));
    }
    assertThat(apply(false, body).json().at("/metrics/0/outcome").asText()).isEqualTo("unchanged");
  }

  @Test
  void aDefinitionThatChangesIsSucceededAndExperimentsKeepTheirVersion() {
    api.layer("kept", "user", "'x'");
    apply(false, "{'key':'kept','kind':'count','event':'buy','window':'P7D'}");
    api.experiment(
        "keeper",
        "kept",
        "'metrics':[{'metric':'kept','role':'primary'}],"
            + "'variants':[{'key':'a','weight':0.5,'control':true},{'key':'b','weight':0.5}]");

    var applied = apply(false, "{'key':'kept','kind':'count','event':'buy','window':'P14D'}");

    assertThat(applied.json().path("metrics"))
        .hasToString(
            "[{\"key\":\"kept\",\"outcome\":\"succeeded\",\"version\":2,"
                + "\"changes\":{\"window\":{\"to\":\"P14D\",\"from\":\"P7D\"}}}]");
    assertThat(api.get("/v1/experiments/keeper", "editor").json().at("/metrics/0/version").asInt())
        .isEqualTo(1);
    var versions = api.get("/v1/metrics/kept", "editor").json().path("versions");
    assertThat(versions.findValuesAsText("version")).containsExactly("2", "1");
    assertThat(versions.at("/0/experiments")).isEmpty();
    assertThat(versions.at("/1/experiments/0/experiment").asText()).isEqualTo("keeper");
    assertThat(versions.at("/1/experiments/0/role").asText()).isEqualTo("primary");
    assertThat(
            api.value(
                "select string_agg(actor || ' ' || (after ->> 'version'), ', '"
                    + " order by audit_log_id) from splitplot.audit_log"
                    + " where table_name = 'metric' and after ->> 'key' = 'kept'"))
        .isEqualTo("editor 1, editor 2");
  }

  @Test
  void aDryRunSaysWhatARunWouldDoAndDoesNothing() {
    var answer = apply(true, "{'key':'dry','kind':'count','event':'buy'}");

    assertThat(answer.text()).contains("\"dry_run\":true").contains("created");
    assertThat(api.get("/v1/metrics/dry", "editor").problem()).isEqualTo("404 unknown_metric");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'metrics':[{'key':'g','kind':'count','event':'e'},{'key':'b','kind':'count'}]}"
            + " | 422 missing_field metrics[1].event",
        "{'metrics':[{'key':'g','kind':'count','event':'e'},{'key':'g','kind':'count','event':'e'}]}"
            + " | 422 repeated metrics[1].key",
        "{'metrics':[{'key':'g','kind':'count','event':'e'},{'key':'b','kind':'revenue',"
            + "'event':'order'}]} | 422 rule_broken metrics[1]",
        "{'metrics':[{'key':'g','kind':'count','event':'e','windows':'P1D'}]}"
            + " | 422 unknown_field metrics[0].windows",
        "{'metrics':[{'key':'g','kind':'median','event':'e'}]}"
            + " | 422 metric_kind_not_supported metrics[0].kind",
        "{'metrics':{}} | 422 wrong_type metrics",
        "{} | 422 missing_field metrics",
        "{'metrics':[],'dry_run':'yes'} | 422 wrong_type dry_run",
      })
  void whatCannotBeIsNamedAndNothingIsStored(String body, String problem) {
    var answer = put(body);

    assertThat(answer.problem()).isEqualTo(problem);
    assertThat(api.value("select count(*) from splitplot.metric where key in ('g', 'b')"))
        .isEqualTo("0");
  }

  /** What is shown to whoever starts is what the API takes. */
  @Test
  void theDefinitionsOfTheDemonstrationAreMetrics() throws IOException {
    var definitions = new ArrayList<String>();
    for (var name : List.of("money", "behaviour")) {
      var file = Path.of("../ops/demo/metrics/" + name + ".yaml").toFile();
      try (MappingIterator<JsonNode> documents =
          new YAMLMapper().readerFor(JsonNode.class).readValues(file)) {
        documents.forEachRemaining(document -> {
          if (document.isArray()) {
            document.forEach(definition -> definitions.add(definition.toString()));
          } else {
            definitions.add(document.toString());
          }
        });
      }
    }

    var applied = apply(true, String.join(",", definitions));

    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(applied.json().path("metrics")).hasSize(7);
  }

  private static TestApi.Answer apply(boolean isDryRun, String definition) {
    return put("{'metrics':[%s],'dry_run':%s}".formatted(definition, isDryRun));
  }

  private static TestApi.Answer put(String body) {
    return api.send(
        api.request("/v1/metrics", "editor")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.replace('\'', '"'))));
  }
}
