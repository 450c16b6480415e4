package io.splitplot.api.experiment;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.experiment.ExperimentMapper.Place;
import io.splitplot.api.experiment.ExperimentMapper.Stored;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v1/experiments}: create, read, list, start and stop. */
public final class ExperimentService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = ExperimentMapper.class;

  private static final Pattern ETAG = Pattern.compile("\"([1-9][0-9]{0,8})\"");
  private static final String UNKNOWN = "unknown_experiment";

  private final Mappers mappers;
  private final LongConsumer plan;

  /** A step of the life cycle; version null: whatever it is. */
  @FunctionalInterface
  private interface Step {
    void take(ExperimentMapper mapper, String key, @Nullable Integer version);
  }

  /** What a step of the life cycle left. */
  private record Taken(Stored experiment, long configurationVersion) {}

  /**
   * The feature.
   *
   * @param plan waits until this server decides by a configuration version, so that who started an
   *     experiment finds it started
   */
  public ExperimentService(Mappers mappers, LongConsumer plan) {
    this.mappers = mappers;
    this.plan = plan;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.CREATE_EXPERIMENT, this::create)
        .on(Endpoint.LIST_EXPERIMENTS, this::list)
        .on(Endpoint.READ_EXPERIMENT, this::read)
        .on(Endpoint.START_EXPERIMENT, call -> step(call, ExperimentMapper::start))
        .on(Endpoint.STOP_EXPERIMENT, call -> step(call, ExperimentMapper::stop));
  }

  private void create(Call call) {
    var experiment = NewExperiment.of(call.json());
    var stored =
        mappers.change(
            call.caller().name(), ExperimentMapper.class, mapper -> insert(mapper, experiment));
    answer(call.with("Location", "/v1/experiments/" + experiment.key()), 201, stored);
  }

  private void list(Call call) {
    var page = Page.of(call);
    var stored = mappers.read(ExperimentMapper.class, mapper -> mapper.list(page));
    call.answer(page.answer("experiments", stored.stream().map(Stored::document).toList()));
  }

  private void read(Call call) {
    var key = call.key(UNKNOWN);
    answer(call, 200, mappers.read(ExperimentMapper.class, mapper -> find(mapper, key)));
  }

  private void step(Call call, Step step) {
    var key = call.key(UNKNOWN);
    Fields.of(call.optionalJson(), "", Set.of());
    var version = call.header("If-Match").flatMap(ExperimentService::version).orElse(null);
    var taken =
        mappers.change(
            call.caller().name(),
            ExperimentMapper.class,
            mapper -> {
              step.take(mapper, key, version);
              return new Taken(find(mapper, key), mapper.version());
            });
    plan.accept(taken.configurationVersion());
    answer(call, 200, taken.experiment());
  }

  private static Stored insert(ExperimentMapper mapper, NewExperiment experiment) {
    var place = place(mapper, experiment);
    var experimentId = mapper.insert(experiment, place);
    var phaseId = mapper.insertPhase(experimentId, experiment);
    var position = 1;
    for (var variant : experiment.variants()) {
      mapper.insertVariant(experimentId, phaseId, position++, variant);
    }
    for (var i = 0; i < experiment.metrics().size(); i++) {
      if (mapper.insertMetric(experimentId, experiment.metrics().get(i)) == 0) {
        throw Fields.refuse(
            "unknown_metric", "metrics[%d].metric".formatted(i), "there is no such metric");
      }
    }
    return find(mapper, experiment.key());
  }

  private static Place place(ExperimentMapper mapper, NewExperiment experiment) {
    if (experiment.layer() == null) {
      return mapper
          .placeElsewhere(String.valueOf(experiment.unitType()))
          .orElseThrow(
              () -> Fields.refuse("unknown_unit_type", "unit_type", "there is no such unit type"));
    }
    var place =
        mapper
            .placeInLayer(experiment.layer())
            .orElseThrow(() -> Fields.refuse("unknown_layer", "layer", "there is no such layer"));
    if (experiment.unitType() != null && !experiment.unitType().equals(place.unitType())) {
      throw Fields.refuse(
          "unit_type_of_another_layer",
          "unit_type",
          "layer %s divides units of type %s".formatted(experiment.layer(), place.unitType()));
    }
    return place;
  }

  private static Stored find(ExperimentMapper mapper, String key) {
    return mapper
        .find(key)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, UNKNOWN, "there is no experiment " + key)
                    .withHint("GET /v1/experiments lists them")));
  }

  /** The version that a change expects; any when the header is a star. */
  private static Optional<Integer> version(String ifMatch) {
    var etag = ETAG.matcher(ifMatch.strip());
    if (etag.matches()) {
      return Optional.of(Integer.valueOf(etag.group(1)));
    } else if (ifMatch.strip().equals("*")) {
      return Optional.empty();
    }
    throw new ProblemException(
        new Problem(
            412,
            "experiment_changed",
            "If-Match: no version of an experiment has this ETag",
            "If-Match",
            "send the ETag that GET gave",
            Map.of()));
  }

  private static void answer(Call call, int status, Stored stored) {
    call.with("ETag", "\"%d\"".formatted(stored.version()))
        .answer(status, Json.parse(stored.document()));
  }
}
