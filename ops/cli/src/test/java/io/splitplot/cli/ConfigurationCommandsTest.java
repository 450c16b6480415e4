package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands about what is around experiments ask the API for. */
class ConfigurationCommandsTest {
  @TempDir private Path root = Path.of("");
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi(root);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "domain create app --layer page --traffic 0.5"
            + " | POST /v1/domains {'key':'app','layer':'page','traffic':0.5}",
        "domain end app | POST /v1/domains/app/end {}",
        "holdout create all --traffic 0.05 --unit-type user"
            + " | POST /v1/holdouts {'key':'all','traffic':0.05,'unit_type':'user','domain':null,'layer':null}",
        "holdout end all | POST /v1/holdouts/all/end {}",
        "shared-control create plain --layer page --traffic 0.1 --parameters {'b':1}"
            + " | POST /v1/shared-controls {'key':'plain','layer':'page','traffic':0.1,'parameters':{'b':1}}",
        "shared-control end plain | POST /v1/shared-controls/plain/end {}",
        "segment create vip {'tier':'gold'}"
            + " | POST /v1/segments {'key':'vip','condition':{'tier':'gold'}}",
        "segment change vip {'tier':1} --if-version 3"
            + " | PUT /v1/segments/vip {'condition':{'tier':1}} if '3'",
        "segment show vip | GET /v1/segments/vip",
        "attribute declare age number"
            + " | POST /v1/attributes {'name':'age','type':'number','description':null}",
        "force set green qa/1 b"
            + " | POST /v1/experiments/green/forced-variants {'unit':'qa/1','variant':'b'}",
        "domain list | GET /v1/domains?after=",
        "force list green | GET /v1/experiments/green/forced-variants?after=",
      })
  void eachCommandIsOneCallOfTheApi(String arguments, String call) {
    assertThat(run(arguments)).as(api.err()).isZero();
    assertThat(api.asked()).isEqualTo(call.replace('\'', '"'));
  }

  @Test
  void aUnitIsLetGoByItsIdWhateverIsInIt() {
    api.answers(204, "");

    assertThat(api.run("force", "end", "green", "qa 1/é")).as(api.err()).isZero();
    assertThat(api.asked())
        .startsWith("DELETE /v1/experiments/green/forced-variants/qa%201%2F%C3%A9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "domain create app --traffic 0.5",
        "domain create app --layer page --traffic half",
        "holdout create all",
        "segment create vip {",
        "segment change vip {} --if-version new",
        "shared-control create plain --layer page --traffic 0.1 --parameters blue",
        "force set green qa",
      })
  void badUsageAsksNobody(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(api.asked()).isEmpty();
    assertThat(api.err()).isNotBlank();
  }

  @Test
  void aListShowsWhatThereIs() {
    api.answers(
        200,
        """
        {"shared_controls": [{"key": "plain", "layer": "page", "traffic": 0.1, "ended_at": null,
                              "experiments": ["one", "two"]}],
         "next": null}
        """);

    assertThat(run("shared-control list")).as(api.err()).isZero();
    assertThat(api.out())
        .contains("ended at")
        .containsPattern("plain +page +0.1 +\\[\"one\",\"two\"] +-");
  }

  private int run(String arguments) {
    return api.run(arguments.replace('\'', '"').split(" ", -1));
  }
}
