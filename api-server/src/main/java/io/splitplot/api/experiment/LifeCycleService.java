package io.splitplot.api.experiment;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.CallHandler;
import io.splitplot.api.web.Guard;
import io.splitplot.api.web.Routes;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What becomes of an experiment: start, changes, pauses, its end, what is concluded from it.
 *
 * <p>Which step is legal, and what it does, stands in {@code sql/primary/configuration}.
 */
public final class LifeCycleService {
  private static final Set<String> REASON_ONLY = Set.of(Guard.REASON);
  private static final Set<String> SHOWS = Set.of("control", "variant");

  private final Mappers mappers;
  private final LongConsumer plan;

  /** Reads a body, all of it, and says what is to be done. */
  @FunctionalInterface
  private interface StepReader {
    Step read(Fields fields);
  }

  /** A step of the life cycle. */
  @FunctionalInterface
  private interface Step {
    void take(ExperimentMapper mapper, String key, Guard by);
  }

  /** What a step of the life cycle left. */
  private record Taken(Stored experiment, long configurationVersion) {}

  /**
   * The feature.
   *
   * @param mappers with {@link ExperimentService#MAPPER}
   * @param plan waits until this server decides by a configuration version, so that who started an
   *     experiment finds it started
   */
  public LifeCycleService(Mappers mappers, LongConsumer plan) {
    this.mappers = mappers;
    this.plan = plan;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.START_EXPERIMENT, step(ExperimentMapper::start))
        .on(Endpoint.CHANGE_EXPERIMENT, step(ExperimentChange.FIELDS, LifeCycleService::change))
        .on(Endpoint.PAUSE_EXPERIMENT, step(Set.of("show", Guard.REASON), LifeCycleService::pause))
        .on(Endpoint.RESUME_EXPERIMENT, step(ExperimentMapper::resume))
        .on(Endpoint.KILL_EXPERIMENT, step(ExperimentMapper::kill))
        .on(Endpoint.STOP_EXPERIMENT, step(ExperimentMapper::stop))
        .on(Endpoint.CONCLUDE_EXPERIMENT, step(Conclusion.FIELDS, LifeCycleService::conclude))
        .on(Endpoint.ARCHIVE_EXPERIMENT, step(ExperimentMapper::archive));
  }

  /** What answers a change of the traffic by hand; its endpoint has ramps by plan as well. */
  public CallHandler rampByHand() {
    return step(Set.of("traffic", Guard.REASON), LifeCycleService::ramp);
  }

  private static Step change(Fields fields) {
    var change = ExperimentChange.of(fields);
    return (mapper, key, by) -> mapper.change(key, change, by);
  }

  private static Step ramp(Fields fields) {
    var trafficPpm = fields.share("traffic");
    return (mapper, key, by) -> mapper.ramp(key, trafficPpm, by);
  }

  private static Step pause(Fields fields) {
    var show = fields.optionalChoice("show", SHOWS).orElse("control");
    return (mapper, key, by) -> mapper.pause(key, show, by);
  }

  private static Step conclude(Fields fields) {
    var conclusion = Conclusion.of(fields);
    return (mapper, key, by) -> mapper.conclude(key, conclusion, by);
  }

  private CallHandler step(Step step) {
    return step(REASON_ONLY, _ -> step);
  }

  private CallHandler step(Set<String> known, StepReader reader) {
    return call -> take(call, Fields.of(call.optionalJson(), "", known), reader);
  }

  private void take(Call call, Fields fields, StepReader reader) {
    var key = call.key(Stored.UNKNOWN);
    var step = reader.read(fields);
    var by = Guard.of(call, fields);
    var taken =
        mappers.change(
            call.caller().name(),
            ExperimentMapper.class,
            mapper -> {
              step.take(mapper, key, by);
              return new Taken(Stored.find(mapper, key), mapper.version());
            });
    plan.accept(taken.configurationVersion());
    taken.experiment().answer(call, 200);
  }
}
