package io.splitplot.api.ramp;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.ramp.RampMapper.Stored;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.CallHandler;
import io.splitplot.api.web.Guard;
import io.splitplot.api.web.Routes;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** {@code /v1/experiments/{key}/ramp}: plan a ramp, see where it is, and act on it by hand. */
public final class RampService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = RampMapper.class;

  private static final String UNKNOWN = "unknown_experiment";
  private static final Set<String> REASON_ONLY = Set.of(Guard.REASON);
  private static final int WAIVED_MAX = 50;
  private static final int KEY_BYTES_MAX = 128;

  private final Mappers mappers;
  private final LongConsumer plan;
  private final CallHandler byHand;

  /** Reads a body, all of it, and says what is to be done. */
  @FunctionalInterface
  private interface ActionReader {
    Action read(Fields fields);
  }

  /** Something that is done with a ramp. */
  @FunctionalInterface
  private interface Action {
    void take(RampMapper mapper, String key, Guard by);
  }

  /** What an action left. */
  private record Taken(Stored ramp, long configurationVersion) {}

  /**
   * The feature.
   *
   * @param plan waits until this server decides by a configuration version
   * @param byHand answers what comes to the same path but is no plan
   */
  public RampService(Mappers mappers, LongConsumer plan, CallHandler byHand) {
    this.mappers = mappers;
    this.plan = plan;
    this.byHand = byHand;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.RAMP_EXPERIMENT, this::ramp)
        .on(Endpoint.READ_RAMP, this::read)
        .on(Endpoint.ADVANCE_RAMP, act(REASON_ONLY, _ -> RampMapper::advance))
        .on(Endpoint.HOLD_RAMP, act(REASON_ONLY, _ -> RampMapper::hold))
        .on(Endpoint.RESUME_RAMP, act(Set.of("waive", Guard.REASON), RampService::resume))
        .on(Endpoint.ROLL_BACK_RAMP, act(Set.of("traffic", Guard.REASON), RampService::rollBack))
        .on(Endpoint.CANCEL_RAMP, act(REASON_ONLY, _ -> RampMapper::cancel));
  }

  private void ramp(Call call) {
    var body = call.optionalJson();
    if (body.has(NewRamp.STEPS)) {
      take(call, Fields.of(body, "", NewRamp.FIELDS), RampService::planned);
    } else {
      byHand.handle(call);
    }
  }

  private void read(Call call) {
    var key = call.key(UNKNOWN);
    answer(call, mappers.read(RampMapper.class, mapper -> find(mapper, key)));
  }

  private static Action planned(Fields fields) {
    var ramp = NewRamp.of(fields);
    return (mapper, key, by) -> mapper.plan(key, ramp, by);
  }

  private static Action resume(Fields fields) {
    var waived = new ArrayList<String>();
    fields
        .optionalArray("waive", WAIVED_MAX)
        .ifPresent(array -> {
          for (var i = 0; i < array.size(); i++) {
            var item = Json.object().set("waive[%d]".formatted(i), array.get(i));
            waived.add(
                Fields.of(item, "", Set.of("waive[%d]".formatted(i)))
                    .text("waive[%d]".formatted(i), KEY_BYTES_MAX));
          }
        });
    return (mapper, key, by) -> mapper.resume(key, Json.write(waived), by);
  }

  private static Action rollBack(Fields fields) {
    var trafficPpm = fields.optionalShare("traffic").orElse(null);
    return (mapper, key, by) -> mapper.rollBack(key, trafficPpm, by);
  }

  private CallHandler act(Set<String> known, ActionReader reader) {
    return call -> take(call, Fields.of(call.optionalJson(), "", known), reader);
  }

  private void take(Call call, Fields fields, ActionReader reader) {
    var key = call.key(UNKNOWN);
    var action = reader.read(fields);
    var by = Guard.of(call, fields);
    var taken =
        mappers.change(
            call.caller().name(),
            RampMapper.class,
            mapper -> {
              action.take(mapper, key, by);
              return new Taken(find(mapper, key), mapper.version());
            });
    plan.accept(taken.configurationVersion());
    answer(call, taken.ramp());
  }

  private static Stored find(RampMapper mapper, String key) {
    return mapper
        .find(key)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, UNKNOWN, "there is no experiment " + key)
                    .withHint("GET /v1/experiments lists them")));
  }

  private static void answer(Call call, Stored ramp) {
    var document =
        Optional.ofNullable(ramp.document())
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(404, "no_ramp", "the experiment has had no ramp")
                        .withHint("POST a plan to the same path")));
    call.with("ETag", "\"%d\"".formatted(ramp.version())).answer(Json.parse(document));
  }
}
