package io.splitplot.api.identity;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.unit.Units;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;

/** {@code POST /v1/identities}: a visitor has logged in. */
public final class IdentityService {
  private final Identities identities;

  public IdentityService(Identities identities) {
    this.identities = identities;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.LINK_IDENTITY, this::link);
  }

  private void link(Call call) {
    var logIn = LogIn.of(call.json());
    var link = link(logIn);
    call.answer(
        Json.object()
            .put("linked", link.linked())
            .put("unit_type", logIn.unitType())
            .put("root", link.root())
            .put("decided_as", link.decidedAs()));
  }

  /** The database names a unit type by the argument of its function, a client by its field. */
  private IdentityStore.Link link(LogIn logIn) {
    try {
      return identities.link(logIn);
    } catch (ProblemException e) {
      throw e.problem().code().equals("unknown_unit_type")
          ? Units.unknownType("anonymous." + logIn.unitType())
          : e;
    }
  }
}
