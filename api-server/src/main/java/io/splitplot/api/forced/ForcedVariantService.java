package io.splitplot.api.forced;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.util.Set;
import java.util.function.LongConsumer;

/** {@code /v1/experiments/{key}/forced-variants}: force, list and let go. */
public final class ForcedVariantService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = ForcedVariantMapper.class;

  private static final String UNKNOWN_EXPERIMENT = "unknown_experiment";
  private static final int UNIT_ID_BYTES_MAX = 256;
  private static final int VARIANT_BYTES_MAX = 128;

  private final Mappers mappers;
  private final LongConsumer plan;

  /** What was forced, and from which configuration version on. */
  private record Forced(String document, long configurationVersion) {}

  /**
   * The feature.
   *
   * @param plan waits until this server decides by a configuration version, so that who forced a
   *     variant sees it
   */
  public ForcedVariantService(Mappers mappers, LongConsumer plan) {
    this.mappers = mappers;
    this.plan = plan;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.FORCE_VARIANT, this::force)
        .on(Endpoint.LIST_FORCED_VARIANTS, this::list)
        .on(Endpoint.UNFORCE_VARIANT, this::unforce);
  }

  private void force(Call call) {
    var experiment = call.key(UNKNOWN_EXPERIMENT);
    var fields = Fields.of(call.json(), "", Set.of("unit", "variant"));
    var unit = fields.text("unit", UNIT_ID_BYTES_MAX);
    var variant = fields.text("variant", VARIANT_BYTES_MAX);
    var forced =
        mappers.change(
            call.caller().name(),
            ForcedVariantMapper.class,
            mapper -> {
              mapper.force(experiment, unit, variant);
              return new Forced(mapper.find(experiment, unit), mapper.version());
            });
    plan.accept(forced.configurationVersion());
    call.answer(201, Json.parse(forced.document()));
  }

  private void list(Call call) {
    var experiment = call.key(UNKNOWN_EXPERIMENT);
    var page = Page.of(call);
    var documents =
        mappers.read(
            ForcedVariantMapper.class,
            mapper -> {
              if (!mapper.hasExperiment(experiment)) {
                throw new ProblemException(
                    Problem.of(404, UNKNOWN_EXPERIMENT, "there is no experiment " + experiment));
              }
              return mapper.list(experiment, page);
            });
    call.answer(page.answer("forced_variants", "unit", documents));
  }

  private void unforce(Call call) {
    var experiment = call.key(UNKNOWN_EXPERIMENT);
    var unit = call.text("unit", UNIT_ID_BYTES_MAX);
    var version =
        mappers.change(
            call.caller().name(),
            ForcedVariantMapper.class,
            mapper -> {
              mapper.unforce(experiment, unit);
              return mapper.version();
            });
    plan.accept(version);
    call.answerNothing();
  }
}
