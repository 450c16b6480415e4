package io.splitplot.api.privacy;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.database.Database;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.util.Optional;

/** {@code /v1/units/{type}/{unit}}: export a person, forget a person. */
public final class PrivacyService {
  private static final int TYPE_BYTES_MAX = 64;
  private static final int UNIT_BYTES_MAX = 256;

  private final Optional<Databases> databases;
  private final Runnable forgotten;

  /**
   * Both databases, with the rights of {@code splitplot_privacy}: nobody else in the server may
   * rename a fact.
   */
  public record Databases(Database primary, Database warehouse) {}

  /**
   * The feature.
   *
   * @param databases empty: this server does not export or forget
   * @param forgotten is run when links of identities may have become wrong
   */
  public PrivacyService(Optional<Databases> databases, Runnable forgotten) {
    this.databases = databases;
    this.forgotten = forgotten;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.EXPORT_UNIT, this::export).on(Endpoint.FORGET_UNIT, this::forget);
  }

  private void export(Call call) {
    call.answer(new Export(available()).of(unit(call)));
  }

  private void forget(Call call) {
    var forgetting = new Forgetting(available());
    var unit = unit(call);
    if (call.flag("dry_run")) {
      call.answer(forgetting.tried(unit, call.caller().name()));
      return;
    }
    try {
      call.answer(forgetting.done(unit, call.caller().name()));
    } finally {
      forgotten.run();
    }
  }

  private static Unit unit(Call call) {
    return new Unit(call.text("type", TYPE_BYTES_MAX), call.text("unit", UNIT_BYTES_MAX));
  }

  private Databases available() {
    return databases.orElseThrow(() ->
        new ProblemException(
            Problem.of(503, "privacy_unavailable", "this server has no log-in for that")
                .withHint("start it with log-ins in the group splitplot_privacy")));
  }
}
