package io.splitplot.api.ofrep;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.assignment.Assigner;
import io.splitplot.api.assignment.Assignment;
import io.splitplot.api.assignment.Plan;
import io.splitplot.api.assignment.PlanHolder;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.util.Collection;
import java.util.function.Function;

/**
 * {@code /ofrep/v1/evaluate/flags}: decisions for the clients of OpenFeature. They are told and not
 * recorded: that a unit could see its variant is reported to {@code POST /v1/exposures}.
 */
public final class OfrepService {
  private static final String VERSION_HEADER = "Splitplot-Configuration-Version";
  private static final String VERSION = "configuration_version";
  private static final int BAD_REQUEST = 400;

  private final PlanHolder plans;
  private final Assigner assigner;

  public OfrepService(PlanHolder plans, Assigner assigner) {
    this.plans = plans;
    this.assigner = assigner;
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.EVALUATE_FLAG, this::evaluate, OfrepProblems::answer)
        .on(Endpoint.EVALUATE_FLAGS, this::evaluateAll, OfrepProblems::answer);
  }

  private void evaluate(Call call) {
    var plan = plans.required();
    var context = EvaluationContext.of(call.json(), plan.unitTypes());
    var name = call.pathParameter("key");
    var experiments = plan.parameters().get(name);
    if (experiments == null) {
      throw OfrepProblems.unknownFlag(name);
    }
    var assignments = assigner.assign(plan, context.units(), context.attributes(), experiments);
    var flag = Flag.of(name, assignments);
    var document = flag.document();
    document.withObjectProperty("metadata").put(VERSION, plan.version());
    call.answer(flag.isExpressible() ? 200 : BAD_REQUEST, document);
  }

  /**
   * Answers all flags. The version stands in a header and not in the body, as configuration that
   * does not change the decision must not change the ETag.
   */
  private void evaluateAll(Call call) {
    var plan = plans.required();
    var context = EvaluationContext.of(call.json(), plan.unitTypes());
    call.with(VERSION_HEADER, Long.toString(plan.version()))
        .answerUnlessKnown(document(plan, context));
  }

  private ObjectNode document(Plan plan, EvaluationContext context) {
    var experiments =
        plan.parameters().values().stream().flatMap(Collection::stream).collect(toSet());
    var assignments =
        assigner.assign(plan, context.units(), context.attributes(), experiments).stream()
            .collect(toMap(Assignment::experiment, Function.identity()));
    var document = Json.object();
    var flags = document.putArray("flags");
    plan.parameters()
        .forEach((name, deciding) ->
            flags.add(Flag.of(name, deciding.stream().map(assignments::get).toList()).document()));
    return document;
  }
}
