package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.assignment.AttributeTypes.Warning;
import io.splitplot.api.batch.Fact;
import io.splitplot.api.batch.FactRecorder;
import io.splitplot.api.json.Json;
import io.splitplot.api.unit.Units;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** {@code POST /v1/assignments}: which variants do these units get? */
public final class AssignmentService {
  private final PlanHolder plans;
  private final Assigner assigner;
  private final FactRecorder recorder;
  private final InstantSource clock;

  public AssignmentService(
      PlanHolder plans, Assigner assigner, FactRecorder recorder, InstantSource clock) {
    this.plans = plans;
    this.assigner = assigner;
    this.recorder = recorder;
    this.clock = clock;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.ASSIGN, this::assign);
  }

  private void assign(Call call) {
    var plan = plans.required();
    var request = AssignmentRequest.of(call.json(), plan.unitTypes());
    var assignments =
        assigner.assign(
            plan, Units.asMap(request.units()), request.attributes(), request.experiments());
    var documents = assignments.stream().map(AssignmentService::document).toList();
    if (request.expose()) {
      expose(request, assignments, documents, plan.asOf());
    }
    var answer =
        Json.object()
            .put("configuration_version", plan.version())
            .put("as_of", plan.asOf().toString());
    answer.putArray("assignments").addAll(documents);
    var warnings = plan.contents().attributeTypes().warnings(request.attributes());
    if (!warnings.isEmpty()) {
      warn(answer.putArray("warnings"), warnings);
    }
    call.answer(answer);
  }

  private static ObjectNode document(Assignment assignment) {
    var document =
        Json.object()
            .put("experiment", assignment.experiment())
            .put("variant", assignment.variant());
    document.set("parameters", assignment.parameters());
    return document.put("phase", assignment.phase()).put("reason", assignment.reason().code());
  }

  private static void warn(ArrayNode array, List<Warning> warnings) {
    for (var warning : warnings) {
      array
          .addObject()
          .put("attribute", warning.attribute())
          .put("expected", warning.expected())
          .put("given", warning.given());
    }
  }

  /**
   * Records that the units see their variants, before they are told which. Variants that do not
   * count, as forced ones, are not recorded. What the primary refuses (the experiment was stopped a
   * moment ago) is marked, and the reason is put beside it.
   */
  private void expose(
      AssignmentRequest request,
      List<Assignment> assignments,
      List<ObjectNode> documents,
      Instant asOf) {
    var exposures = Json.array();
    // The plan may be newer than our clock: the experiment must not be exposed before it started.
    var now = clock.instant();
    var occurredAt = (now.isBefore(asOf) ? asOf : now).toString();
    for (var i = 0; i < assignments.size(); i++) {
      var assignment = assignments.get(i);
      if (assignment.reason().isRecorded()) {
        documents.get(i).put("exposed", true);
        exposures
            .addObject()
            .put("index", i)
            .put("id", UUID.randomUUID().toString())
            .put("occurred_at", occurredAt)
            .put("experiment", assignment.experiment())
            .put("variant", assignment.variant())
            .<ObjectNode>set("unit", request.units())
            .set("attributes", request.attributes());
      }
    }
    if (!exposures.isEmpty()) {
      for (var refused : recorder.record(Fact.EXPOSURE, exposures).rejected()) {
        documents
            .get(refused.path("index").intValue())
            .put("exposed", false)
            .put("exposure_refused", refused.path("detail").textValue());
      }
    }
  }
}
