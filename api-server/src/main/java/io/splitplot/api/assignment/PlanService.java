package io.splitplot.api.assignment;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;

/** {@code GET /v1/plan}: the plan, for clients that decide by themselves. */
public final class PlanService {
  private final PlanHolder plans;

  public PlanService(PlanHolder plans) {
    this.plans = plans;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.READ_PLAN, this::read);
  }

  private void read(Call call) {
    call.answerUnlessKnown(PlanDocument.of(plans.required()));
  }
}
