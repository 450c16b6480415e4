package io.splitplot.api;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/exposures} and {@code POST /v1/events}: batches of facts. */
class FactApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.runningExperiment("running", "1");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aBatchIsCountedAndItsBadItemsAreListed() {
    var good = exposure(TestApi.uuid(), "u1");
    var body =
        "{'exposures':[%s,%s,7,%s]}"
            .formatted(
                good,
                exposure("no-uuid", "u1"),
                exposure(TestApi.uuid(), "u2").replace("running", "nowhere"));

    var answer = api.post("/v1/exposures", "client", body).json();

    assertThat(answer.path("accepted").intValue()).isEqualTo(1);
    assertThat(answer.path("rejected").findValuesAsText("index")).containsExactly("1", "2", "3");
    assertThat(answer.path("rejected").findValuesAsText("code"))
        .containsExactly("invalid_uuid", "wrong_type", "unknown_experiment");
    assertThat(answer.path("rejected").get(0).path("id").textValue()).isEqualTo("no-uuid");
    assertThat(answer.path("rejected").get(0).path("detail").textValue()).startsWith("id: ");
  }

  @Test
  void reportingAgainIsHarmless() {
    var body = "{'exposures':[%s]}".formatted(exposure(TestApi.uuid(), "again"));

    assertThat(api.post("/v1/exposures", "client", body).text())
        .isEqualTo("{\"accepted\":1,\"duplicate\":0,\"rejected\":[]}");
    assertThat(api.post("/v1/exposures", "client", body).text())
        .isEqualTo("{\"accepted\":0,\"duplicate\":1,\"rejected\":[]}");
    assertThat(api.value("select count(*) from splitplot.exposure where unit_id = 'again'"))
        .isEqualTo("1");
  }

  @Test
  void anExposureToAnotherVariantIsRefused() {
    var assignment =
        api.post("/v1/assignments", "client", "{'unit':{'user':'u7'}}")
            .json()
            .at("/assignments/0/variant")
            .textValue();
    var other = assignment.equals("green") ? "control" : "green";

    var answer =
        api.post(
            "/v1/exposures",
            "client",
            "{'exposures':[{'variant':'%s',%s]}"
                .formatted(other, exposure(TestApi.uuid(), "u7").substring(1)));

    assertThat(answer.json().at("/rejected/0/code").textValue()).isEqualTo("variant_mismatch");
  }

  @Test
  void eventsAreStoredAsTheyWereReported() {
    var occurredAt =
        OffsetDateTime.now(ZoneOffset.ofHours(1)).truncatedTo(SECONDS).plusNanos(250_000_000);
    var order = TestApi.uuid();
    var view = TestApi.uuid();
    var body =
        """
        {'events':[
          {'id':'%1$s','unit':{'user':'buyer','session':'s'},'name':'order','order':'o-1',
           'amount_minor':4599,'currency':'EUR','occurred_at':'%3$s',
           'lines':[{'sku':'a','quantity':2,'amount_minor':4599}]},
          {'id':'%2$s','unit':{'user':'buyer'},'name':'view','value':-0.1234567890125,
           'occurred_at':'%3$s','properties':{'page':'home'}}]}
        """
            .formatted(order, view, occurredAt);

    var answer = api.post("/v1/events", "client", body);

    assertThat(answer.json().path("accepted").intValue()).as(answer.text()).isEqualTo(2);
    assertThat(
            api.value(
                """
                select format('%%s %%s %%s %%s %%s', units ->> 'session', order_key, amount_minor,
                  currency, extract(epoch from occurred_at))
                from splitplot.event where id = '%s'
                """
                    .formatted(order)))
        .isEqualTo("s o-1 4599 EUR %d.250000".formatted(occurredAt.toEpochSecond()));
    assertThat(
            api.value(
                "select value || ' ' || properties from splitplot.event where id = '%s'"
                    .formatted(view)))
        .isEqualTo("-0.123456789013 {\"page\": \"home\"}");
  }

  @Test
  void theLargestAndTheSmallestValuesAreKept() {
    var id = TestApi.uuid();

    var answer =
        api.post("/v1/events", "client", event(id, "'value':-999999999999999.999999999999"));

    assertThat(answer.json().path("accepted").intValue()).isEqualTo(1);
    assertThat(api.value("select value from splitplot.event where id = '%s'".formatted(id)))
        .isEqualTo("-999999999999999.999999999999");
  }

  @Test
  void aValueTooSmallToKeepIsZero() {
    var id = TestApi.uuid();

    api.post("/v1/events", "client", event(id, "'value':1e-999999999"));

    assertThat(api.value("select value from splitplot.event where id = '%s'".formatted(id)))
        .isEqualTo("0.000000000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'value':'1' | wrong_type value:",
        "'value':1e15 | out_of_range value:",
        "'value':-1e15 | out_of_range value:",
        "'value':999999999999999.9999999999999 | out_of_range value:",
        "'value':1e999999999 | out_of_range value:",
        "'name':'a\\u0000' | invalid_text name:",
        "'name':'' | invalid_length name:",
        "'name':'order' | missing_field order:",
        "'name':'cancellation' | missing_field order:",
        "'name':'order','order':'o' | missing_field amount_minor:",
        "'name':'return','order':'o' | missing_field amount_minor:",
        "'amount_minor':1 | missing_field currency:",
        "'currency':'EUR' | missing_field amount_minor:",
        "'amount_minor':-1,'currency':'EUR' | out_of_range amount_minor:",
        "'amount_minor':1.5,'currency':'EUR' | wrong_type amount_minor:",
        "'amount_minor':9000000000000001,'currency':'EUR' | out_of_range amount_minor:",
        "'amount_minor':99999999999999999999999999,'currency':'EUR' | out_of_range amount_minor:",
        "'amount_minor':1,'currency':'eur' | invalid_currency currency:",
        "'lines':[] | unexpected_field lines:",
        "'order':'o','lines':[{'sku':'a'}] | missing_field lines[0].quantity:",
        "'order':'o','lines':[{'sku':'a','x':1}] | unknown_field lines[0].x:",
        "'properties':7 | wrong_type properties:",
        "'properties':{'a':'\\udc00'} | invalid_text properties:",
        "'occurred_at':'2026-01-31 09:30:00' | invalid_time occurred_at:",
        "'occurred_at':'2026-01-31T09:30:00' | invalid_time occurred_at:",
        "'occurred_at':'2026-02-31T09:30:00Z' | invalid_time occurred_at:",
        "'occurred_at':'0001-01-31T09:30:00Z' | out_of_range occurred_at:",
        "'occurred_at':'2199-01-31T09:30:00Z' | occurred_in_the_future occurred_at:",
        "'unit':{'planet':'earth'} | unknown_unit_type unit.planet:",
        "'unit':{'user':''} | invalid_unit_id unit.user:",
        "'id':'1-1-1-1-1' | invalid_uuid id:",
        "'nam':'x' | unknown_field nam:",
      })
  void whatIsWrongWithAnEventIsNamed(String fields, String reason) {
    var answer = api.post("/v1/events", "client", event(TestApi.uuid(), fields));

    var rejected = answer.json().path("rejected").path(0);
    assertThat(rejected.path("code").asText() + " " + rejected.path("detail").asText())
        .as(answer.text())
        .startsWith(reason);
    assertThat(answer.json().path("accepted").intValue()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | 422 missing_field events",
        "[] | 422 wrong_type",
        "{'events':{}} | 422 wrong_type events",
        "{'events':[],'more':1} | 422 unknown_field more",
        "{'events':[ | 400 invalid_json",
      })
  void aBodyOfTheWrongShapeIsRefusedAsAWhole(String body, String problem) {
    assertThat(api.post("/v1/events", "client", body).problem()).isEqualTo(problem);
  }

  @Test
  void aBatchHasAtMostAThousandItems() {
    assertThat(api.post("/v1/events", "client", events(1000)).json().path("accepted").intValue())
        .isEqualTo(1000);
    assertThat(api.post("/v1/events", "client", events(1001)).problem())
        .isEqualTo("422 too_many_items events");
  }

  @Test
  void anEmptyBatchIsNothing() {
    assertThat(api.post("/v1/events", "client", "{'events':[]}").text())
        .isEqualTo("{\"accepted\":0,\"duplicate\":0,\"rejected\":[]}");
  }

  private static String exposure(String id, String user) {
    return "{'id':'%s','unit':{'user':'%s'},'experiment':'running','occurred_at':'%s'}"
        .formatted(id, user, Instant.now());
  }

  /** A batch of one event, in which the fields given stand for those that are right. */
  private static String event(String id, String fields) {
    var event = new StringBuilder("{'events':[{").append(fields);
    for (var field :
        new String[] {
          "'id':'" + id + "'",
          "'unit':{'user':'u'}",
          "'name':'view'",
          "'occurred_at':'" + Instant.now() + "'"
        }) {
      var name = field.substring(0, field.indexOf(':') + 1);
      if (!fields.contains(name)) {
        event.append(',').append(field);
      }
    }
    return event.append("}]}").toString();
  }

  private static String events(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ ->
            "{'id':'%s','unit':{'user':'u'},'name':'v','occurred_at':'%s'}"
                .formatted(TestApi.uuid(), Instant.now()))
        .collect(Collectors.joining(",", "{'events':[", "]}"));
  }
}
