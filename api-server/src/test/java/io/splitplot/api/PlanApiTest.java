package io.splitplot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /v1/plan}: whoever reads it decides as the server does. */
class PlanApiTest {
  private static final int UNITS = 10_000;
  private static final String TARGETING = "{\"country\":{\"$in\":[\"DE\",\"FR\"]}}";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    layer("outer", "root");
    layer("other", "root");
    run("select splitplot.create_domain('inner', 'outer', 400000)");
    run("select splitplot.create_holdout('held', 'other', 100000)");
    layer("nested", "inner");
    run("select splitplot.create_shared_control('shared', 'nested', 200000)");
    experiment("nested-a", "nested", "0.3", "'shared_control':'shared',");
    experiment("nested-b", "nested", "0.3", "'shared_control':'shared',");
    experiment("targeted", "outer", "0.5", "'targeting':" + TARGETING + ",");
    experiment("lowered", "other", "0.3", "");
    experiment("silent", "other", "0.2", "");
    experiment("frozen", "other", "0.2", "");
    layer("third", "root");
    experiment("launched", "third", "0.5", "");
    experiment("moved", "third", "0.3", "");
    run("select splitplot.change_experiment('lowered', '{\"traffic_ppm\":100000}')");
    run("select splitplot.pause_experiment('silent', 'control')");
    run("select splitplot.pause_experiment('frozen', 'variant')");
    run(
        """
        select splitplot.change_experiment('moved', '{"salt":"keep","variants":[
          {"key":"control","weight_ppm":200000},{"key":"green","weight_ppm":500000},
          {"key":"red","weight_ppm":300000}]}')
        """);
    run("select splitplot.stop_experiment('launched')");
    run("select splitplot.conclude_experiment('launched', 'ship', 'green', 600000, null, 'why')");
    run(
        """
        insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
        select v.experiment_id, 'ünit-7', v.variant_id,
          tstzrange(splitplot.configuration_instant(), null)
        from splitplot.variant v
        where v.key = 'red'
        """);
    var version =
        Long.parseLong(api.value("select max(version) from splitplot.configuration_version"));
    await().until(() -> plan().path("configuration_version").longValue() == version);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void tenThousandUnitsGetByThePlanWhatTheServerGivesThem() {
    var plan = plan();
    var random = new SplittableRandom(5);
    var outcomes = new TreeMap<String, Integer>();
    for (var i = 0; i < UNITS; i++) {
      var unit = "ünit-" + i;
      var country = List.of("DE", "FR", "US").get(random.nextInt(3));
      var served =
          api.post(
                  "/v1/assignments",
                  "client",
                  "{'unit':{'user':'%s'},'attributes':{'country':'%s'}}".formatted(unit, country))
              .json()
              .path("assignments");
      assertThat(served).hasSize(plan.path("entries").size());
      for (var assignment : served) {
        var outcome =
            assignment.path("variant").asText() + " " + assignment.path("reason").asText();
        var experiment = assignment.path("experiment").textValue();
        assertThat(decide(plan, experiment, unit, country)).as(experiment).isEqualTo(outcome);
        outcomes.merge(assignment.path("reason").asText(), 1, Integer::sum);
      }
    }
    assertThat(outcomes.keySet())
        .containsExactlyInAnyOrder(
            "split",
            "shared_control",
            "forced",
            "launched",
            "not_targeted",
            "not_in_traffic",
            "holdout",
            "not_running");
  }

  @Test
  void whoHasThePlanIsToldSoUntilItChanges() {
    var first = api.get("/v1/plan", "client");
    var tag = first.header("ETag");

    assertThat(first.status()).isEqualTo(200);
    assertThat(tag).matches("\"[^\"]+\"");
    assertThat(ifNoneMatch(tag)).isEqualTo(304);
    run("update splitplot.unit_type set description = 'Somebody' where key = 'user'");
    await().until(() -> ifNoneMatch(tag) == 200);
  }

  @Test
  void allServersNameAPlanAlike() {
    try (var other = ApiServer.start(api.settings())) {
      assertThat(api.get(other.port(), "/v1/plan", "client").header("ETag"))
          .isEqualTo(api.get("/v1/plan", "client").header("ETag"));
    }
  }

  private static int ifNoneMatch(String tag) {
    return api.send(api.request("/v1/plan", "client").header("If-None-Match", tag).GET()).status();
  }

  private static JsonNode plan() {
    return api.get("/v1/plan", "client").json();
  }

  // What follows is written from openapi.yaml alone.

  private static String decide(JsonNode plan, String experiment, String unit, String country) {
    var entry = entry(plan, experiment);
    var forced = plan.path("forced_variants").path(experiment).path(unit);
    if (!forced.isMissingNode()) {
      return variant(entry, indexOf(entry.path("variant_ids"), forced.intValue())) + " forced";
    }
    if (!entry.path("targeting").isNull()) {
      assertThat(entry.path("targeting")).hasToString(TARGETING);
      if (country.equals("US")) {
        return "null not_targeted";
      }
    }
    for (var i = 0; i < entry.path("domain_salts").size(); i++) {
      var bucket = bucket(entry.path("domain_salts").get(i).asText(), unit);
      if (!contains(entry.path("domain_buckets").get(i), bucket)) {
        return "null not_in_traffic";
      }
    }
    for (var i = 0; i < entry.path("holdout_salts").size(); i++) {
      var bucket = bucket(entry.path("holdout_salts").get(i).asText(), unit);
      if (contains(entry.path("holdout_buckets").get(i), bucket)) {
        return "null holdout";
      }
    }
    return inTraffic(entry, bucket(entry.path("layer_salt").asText(), unit), unit);
  }

  private static JsonNode entry(JsonNode plan, String experiment) {
    for (var entry : plan.path("entries")) {
      if (entry.path("experiment").asText().equals(experiment)) {
        return entry;
      }
    }
    throw new AssertionError(experiment + " is not in force");
  }

  private static String inTraffic(JsonNode entry, int bucket, String unit) {
    var mode = entry.path("mode").asText();
    if (contains(entry.path("open_buckets"), bucket)) {
      return split(entry, unit) + (mode.equals("launched") ? " launched" : " split");
    }
    var isOwn = contains(entry.path("own_buckets"), bucket);
    if (!isOwn && !contains(entry.path("shared_buckets"), bucket)) {
      return "null not_in_traffic";
    }
    var control = variant(entry, entry.path("control_index").intValue() - 1);
    return switch (mode) {
      case "launched" -> split(entry, unit) + " launched";
      case "paused_control" -> control + " not_running";
      case "paused_variant" -> "null not_running";
      default ->
          isOwn || entry.path("open_buckets").isEmpty()
              ? "null not_in_traffic"
              : control + " shared_control";
    };
  }

  private static String split(JsonNode entry, String unit) {
    var bucket = bucket(entry.path("salt").asText(), unit);
    var last = 0;
    for (var i = 0; i < entry.path("lower_bounds").size(); i++) {
      if (entry.path("lower_bounds").get(i).intValue() <= bucket) {
        last = i;
      }
    }
    return variant(entry, last);
  }

  private static String variant(JsonNode entry, int index) {
    return entry.path("variants").get(index).asText();
  }

  private static int indexOf(JsonNode numbers, int number) {
    for (var i = 0; i < numbers.size(); i++) {
      if (numbers.get(i).intValue() == number) {
        return i;
      }
    }
    throw new AssertionError(number + " is not among " + numbers);
  }

  private static boolean contains(JsonNode ranges, int bucket) {
    for (var range : (ArrayNode) ranges) {
      if (range.get(0).intValue() <= bucket && bucket < range.get(1).intValue()) {
        return true;
      }
    }
    return false;
  }

  private static int bucket(String salt, String unit) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest((salt + ":" + unit).getBytes(UTF_8));
      return new BigInteger(HexFormat.of().formatHex(digest).substring(0, 15), 16)
          .mod(BigInteger.valueOf(1_000_000))
          .intValue();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void layer(String key, String domain) {
    created(
        "/v1/layers",
        "{'key':'%1$s','domain':'%2$s','unit_type':'user','parameters':['%1$s']}"
            .formatted(key, domain));
  }

  private static void experiment(String key, String layer, String traffic, String more) {
    created(
        "/v1/experiments",
        """
        {'key':'%s','layer':'%s','traffic':%s,%s'variants':[
          {'key':'control','weight':0.4,'control':true},
          {'key':'green','weight':0.25},{'key':'red','weight':0.35}]}
        """
            .formatted(key, layer, traffic, more));
    run("select splitplot.start_experiment('%s')".formatted(key));
  }

  private static void created(String path, String body) {
    var answer = api.post(path, "editor", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private static void run(String sql) {
    api.primary().run(sql);
  }
}
