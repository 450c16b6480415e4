package io.splitplot.api.assignment;

import io.splitplot.api.json.Json;
import io.splitplot.api.state.Kept;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The plan on disk: each new version at once, and from time to time how fresh it is. */
public final class PlanCopy implements Kept {
  private static final Duration CONFIRMATION_AGE_MAX = Duration.ofMinutes(1);

  private final PlanHolder plans;
  private long savedVersion = -1;
  private Instant savedConfirmation = Instant.MIN;

  public PlanCopy(PlanHolder plans) {
    this.plans = plans;
  }

  @Override
  public String name() {
    return "plan.json";
  }

  @Override
  public int format() {
    return PlanDocument.FORMAT;
  }

  @Override
  public Optional<byte[]> unsaved() {
    var plan = plans.plan();
    var confirmedAt = plans.confirmedAt();
    if (plan.isEmpty()
        || plans.isRestored()
        || (plan.get().version() == savedVersion
            && confirmedAt.isBefore(savedConfirmation.plus(CONFIRMATION_AGE_MAX)))) {
      return Optional.empty();
    }
    savedVersion = plan.get().version();
    savedConfirmation = confirmedAt;
    var document =
        Json.object()
            .put("as_of", plan.get().asOf().toString())
            .put("confirmed_at", confirmedAt.toString());
    document.set("plan", PlanDocument.of(plan.get()));
    return Optional.of(Json.writeBytes(document));
  }

  @Override
  public void restore(byte[] contents) {
    var document = Json.parse(new String(contents, StandardCharsets.UTF_8));
    var plan =
        PlanDocument.read(document.path("plan"), Instant.parse(document.path("as_of").asText()));
    plans.restore(plan, Instant.parse(document.path("confirmed_at").asText()));
  }
}
