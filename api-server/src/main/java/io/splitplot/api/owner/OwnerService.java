package io.splitplot.api.owner;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Page;
import io.splitplot.api.web.Routes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * {@code /v1/domains}, {@code /v1/holdouts} and {@code /v1/shared-controls}: create, list, read and
 * end.
 *
 * <p>They change nothing that is in force: a phase is compiled with what is around it when it
 * opens.
 */
public final class OwnerService {
  /** What this feature asks the database. */
  public static final Class<?> MAPPER = OwnerMapper.class;

  private static final Kind DOMAIN =
      new Kind("domain", "domains", OwnerMapper::domain, OwnerMapper::domains);
  private static final Kind HOLDOUT =
      new Kind("holdout", "holdouts", OwnerMapper::holdout, OwnerMapper::holdouts);
  private static final Kind SHARED_CONTROL =
      new Kind(
          "shared_control",
          "shared_controls",
          OwnerMapper::sharedControl,
          OwnerMapper::sharedControls);

  private final Mappers mappers;

  /** A kind of owner, by its name in SQL, and in a list of the API. */
  private record Kind(
      String name,
      String plural,
      BiFunction<OwnerMapper, String, Optional<String>> find,
      BiFunction<OwnerMapper, Page, List<String>> list) {

    String unknown() {
      return "unknown_" + name;
    }

    String document(OwnerMapper mapper, String key) {
      return find.apply(mapper, key)
          .orElseThrow(() ->
              new ProblemException(
                  Problem.of(
                      404, unknown(), "there is no %s %s".formatted(name.replace('_', ' '), key))));
    }
  }

  public OwnerService(Mappers mappers) {
    this.mappers = mappers;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.CREATE_DOMAIN, this::createDomain)
        .on(Endpoint.LIST_DOMAINS, call -> list(call, DOMAIN))
        .on(Endpoint.READ_DOMAIN, call -> read(call, DOMAIN))
        .on(Endpoint.END_DOMAIN, call -> end(call, DOMAIN))
        .on(Endpoint.CREATE_HOLDOUT, this::createHoldout)
        .on(Endpoint.LIST_HOLDOUTS, call -> list(call, HOLDOUT))
        .on(Endpoint.READ_HOLDOUT, call -> read(call, HOLDOUT))
        .on(Endpoint.END_HOLDOUT, call -> end(call, HOLDOUT))
        .on(Endpoint.CREATE_SHARED_CONTROL, this::createSharedControl)
        .on(Endpoint.LIST_SHARED_CONTROLS, call -> list(call, SHARED_CONTROL))
        .on(Endpoint.READ_SHARED_CONTROL, call -> read(call, SHARED_CONTROL))
        .on(Endpoint.END_SHARED_CONTROL, call -> end(call, SHARED_CONTROL));
  }

  private void createDomain(Call call) {
    var domain = NewDomain.of(call.json());
    create(call, DOMAIN, domain.key(), mapper -> mapper.createDomain(domain));
  }

  private void createHoldout(Call call) {
    var holdout = NewHoldout.of(call.json());
    create(
        call,
        HOLDOUT,
        holdout.key(),
        mapper -> {
          var layer =
              holdout.layer() == null
                  ? mapper.holdoutLayer(holdout.domain(), holdout.unitType())
                  : holdout.layer();
          mapper.createHoldout(holdout, layer);
        });
  }

  private void createSharedControl(Call call) {
    var control = NewSharedControl.of(call.json());
    create(call, SHARED_CONTROL, control.key(), mapper -> mapper.createSharedControl(control));
  }

  private void create(Call call, Kind kind, String key, Consumer<OwnerMapper> insertion) {
    call.answer(
        201,
        Json.parse(
            mappers.change(
                call.caller().name(),
                OwnerMapper.class,
                mapper -> {
                  insertion.accept(mapper);
                  return kind.document(mapper, key);
                })));
  }

  private void list(Call call, Kind kind) {
    var page = Page.of(call);
    var documents = mappers.read(OwnerMapper.class, mapper -> kind.list().apply(mapper, page));
    call.answer(page.answer(kind.plural(), documents));
  }

  private void read(Call call, Kind kind) {
    var key = call.key(kind.unknown());
    call.answer(Json.parse(mappers.read(OwnerMapper.class, mapper -> kind.document(mapper, key))));
  }

  private void end(Call call, Kind kind) {
    var key = call.key(kind.unknown());
    Fields.of(call.optionalJson(), "", Set.of());
    call.answer(
        Json.parse(
            mappers.change(
                call.caller().name(),
                OwnerMapper.class,
                mapper -> {
                  mapper.end(kind.name(), key);
                  return kind.document(mapper, key);
                })));
  }
}
