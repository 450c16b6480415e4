package io.splitplot.api.experiment;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.experiment.ExperimentMapper.Place;
import io.splitplot.api.json.Fields;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import org.jspecify.annotations.Nullable;

/** {@code /v1/experiments}: create, read and list. */
public final class ExperimentService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = ExperimentMapper.class;

  private final Mappers mappers;

  public ExperimentService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.CREATE_EXPERIMENT, this::create)
        .on(Endpoint.LIST_EXPERIMENTS, this::list)
        .on(Endpoint.READ_EXPERIMENT, this::read);
  }

  private void create(Call call) {
    var experiment = NewExperiment.of(call.json());
    var stored =
        mappers.change(
            call.caller().name(), ExperimentMapper.class, mapper -> insert(mapper, experiment));
    stored.answer(call.with("Location", "/v1/experiments/" + experiment.key()), 201);
  }

  private void list(Call call) {
    var page = Page.of(call);
    var archived = call.flag("archived");
    var stored = mappers.read(ExperimentMapper.class, mapper -> mapper.list(page, archived));
    call.answer(page.answer("experiments", stored.stream().map(Stored::document).toList()));
  }

  private void read(Call call) {
    var key = call.key(Stored.UNKNOWN);
    mappers.read(ExperimentMapper.class, mapper -> Stored.find(mapper, key)).answer(call, 200);
  }

  private static Stored insert(ExperimentMapper mapper, NewExperiment experiment) {
    var place = place(mapper, experiment);
    var experimentId = mapper.insert(experiment, place, sharedControl(mapper, experiment, place));
    var phaseId = mapper.insertPhase(experimentId, experiment);
    mapper.insertVariants(experimentId, phaseId, experiment);
    for (var i = 0; i < experiment.metrics().size(); i++) {
      if (mapper.insertMetric(experimentId, experiment.metrics().get(i)) == 0) {
        throw Fields.refuse(
            "unknown_metric", "metrics[%d].metric".formatted(i), "there is no such metric");
      }
    }
    return Stored.find(mapper, experiment.key());
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

  private static @Nullable Integer sharedControl(
      ExperimentMapper mapper, NewExperiment experiment, Place place) {
    if (experiment.sharedControl() == null) {
      return null;
    }
    var shared =
        mapper
            .sharedControl(experiment.sharedControl())
            .orElseThrow(() ->
                Fields.refuse(
                    "unknown_shared_control", "shared_control", "there is no such shared control"));
    if (!Integer.valueOf(shared.layerId()).equals(place.layerId())) {
      throw Fields.refuse(
          "shared_control_of_another_layer",
          "shared_control",
          "an experiment uses a shared control of its own layer");
    }
    return shared.sharedControlId();
  }
}
