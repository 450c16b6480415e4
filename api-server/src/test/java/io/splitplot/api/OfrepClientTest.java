package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Structure;
import dev.openfeature.sdk.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An application that uses OpenFeature's own client and knows nothing of us. */
class OfrepClientTest {
  private static final EvaluationContext GOLD =
      new ImmutableContext(
          "u1",
          Map.of(
              "plan",
              new Value(Structure.mapToStructure(Map.of("tier", "gold"))),
              "age",
              new Value(42)));
  private static final EvaluationContext SOMEBODY = new ImmutableContext("u1");

  private static TestApi api;
  private static Client client;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.layer("kinds", "user", "'yes','text','whole','real','thing'");
    api.experiment(
        "kinds",
        "kinds",
        """
        'targeting':{'plan.tier':'gold','age':{'$gte':18}},'variants':[
          {'key':'off','weight':0,'control':true,'parameters':{}},
          {'key':'on','weight':1,'parameters':{'yes':true,'text':'green','whole':7,'real':2.5,
            'thing':{'colour':'green','sizes':[1,2]}}}]
        """);
    OpenFeatureAPI.getInstance().setProviderAndWait("splitplot", provider("client"));
    client = OpenFeatureAPI.getInstance().getClient("splitplot");
  }

  @AfterAll
  static void stop() {
    OpenFeatureAPI.getInstance().shutdown();
    api.close();
  }

  @Test
  void valuesOfEachTypeArrive() {
    assertThat(client.getBooleanValue("yes", false, GOLD)).isTrue();
    assertThat(client.getStringValue("text", "blue", GOLD)).isEqualTo("green");
    assertThat(client.getIntegerValue("whole", 0, GOLD)).isEqualTo(7);
    assertThat(client.getDoubleValue("real", 0.0, GOLD)).isEqualTo(2.5);
    var thing = client.getObjectValue("thing", new Value(), GOLD).asStructure();
    assertThat(thing.getValue("colour").asString()).isEqualTo("green");
    assertThat(thing.getValue("sizes").asList()).extracting(Value::asInteger).containsExactly(1, 2);
  }

  @Test
  void theClientIsToldWhichExperimentDecided() {
    var details = client.getStringDetails("text", "blue", GOLD);

    assertThat(details.getErrorCode()).isNull();
    assertThat(details.getReason()).isEqualTo("SPLIT");
    assertThat(details.getVariant()).isEqualTo("on");
    assertThat(details.getFlagMetadata().getString("experiment")).isEqualTo("kinds");
    assertThat(details.getFlagMetadata().getString("reason")).isEqualTo("split");
    assertThat(details.getFlagMetadata().getInteger("phase")).isEqualTo(1);
    assertThat(details.getFlagMetadata().getInteger("configuration_version")).isPositive();
  }

  /** This version of the client calls an answer without a value an error, and uses the default. */
  @Test
  void whereNoVariantIsSetTheDefaultOfTheCodeIsUsed() {
    assertThat(client.getBooleanValue("yes", true, SOMEBODY)).isTrue();
    assertThat(client.getBooleanValue("yes", false, SOMEBODY)).isFalse();
    assertThat(client.getStringValue("text", "blue", SOMEBODY)).isEqualTo("blue");
    assertThat(client.getIntegerValue("whole", 3, SOMEBODY)).isEqualTo(3);
    assertThat(client.getDoubleValue("real", 0.5, SOMEBODY)).isEqualTo(0.5);
    assertThat(client.getObjectValue("thing", new Value("none"), SOMEBODY).asString())
        .isEqualTo("none");
    assertThat(
            client.getStringDetails("text", "blue", SOMEBODY).getFlagMetadata().getString("reason"))
        .isEqualTo("not_targeted");
  }

  @Test
  void anUnknownFlagIsAnErrorAndTheDefaultIsUsed() {
    assertError(client.getStringDetails("nowhere", "blue", GOLD), ErrorCode.FLAG_NOT_FOUND);
  }

  @Test
  void aContextWithoutAUnitIsAnErrorAndTheDefaultIsUsed() {
    assertError(
        client.getStringDetails("text", "blue", new ImmutableContext()), ErrorCode.INVALID_CONTEXT);
  }

  @Test
  void aClientThatMayNotCallUsesTheDefault() {
    OpenFeatureAPI.getInstance().setProviderAndWait("analyst", provider("analyst"));

    assertError(
        OpenFeatureAPI.getInstance().getClient("analyst").getStringDetails("text", "blue", GOLD),
        ErrorCode.GENERAL);
  }

  private static void assertError(FlagEvaluationDetails<String> details, ErrorCode code) {
    assertThat(details.getValue()).isEqualTo("blue");
    assertThat(details.getErrorCode()).isEqualTo(code);
  }

  private static OfrepProvider provider(String key) {
    return OfrepProvider.constructProvider(
        OfrepProviderOptions.builder()
            .baseUrl("http://127.0.0.1:" + api.port())
            .headers(ImmutableMap.of("Authorization", ImmutableList.of("Bearer " + key)))
            .build());
  }
}
