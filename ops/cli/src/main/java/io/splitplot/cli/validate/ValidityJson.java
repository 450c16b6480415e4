package io.splitplot.cli.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.splitplot.analysis.validity.Finding;
import io.splitplot.analysis.validity.Finding.Expectation;
import io.splitplot.analysis.validity.GoalResult;
import io.splitplot.analysis.validity.ValidityResult;

/**
 * The result for programs. Members are added, never removed: valid, runs, seed, started_at, seconds,
 * postgresql and goals; a goal has goal, title, holds, seconds and findings; a finding has what,
 * expectation, measured, nominal, low, high (null: no limit), runs, rate (null: no count) and holds.
 */
final class ValidityJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ValidityJson() {}

  static String of(ValidityResult result) {
    var document =
        JSON.createObjectNode()
            .put("valid", result.holds())
            .put("runs", result.request().runs())
            .put("seed", result.request().seed())
            .put("started_at", result.startedAt().toString())
            .put("seconds", result.work().toMillis() / 1e3)
            .put("postgresql", result.database());
    var goals = document.putArray("goals");
    result.goals().forEach(goal -> add(goals, goal));
    try {
      return JSON.writeValueAsString(document) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }

  private static void add(ArrayNode goals, GoalResult goal) {
    var node =
        goals
            .addObject()
            .put("goal", goal.key())
            .put("title", goal.title())
            .put("holds", goal.holds())
            .put("seconds", goal.work().toMillis() / 1e3);
    var findings = node.putArray("findings");
    goal.findings().forEach(finding -> add(findings, finding));
  }

  private static void add(ArrayNode findings, Finding finding) {
    var band = finding.band();
    findings
        .addObject()
        .put("what", finding.what())
        .put("expectation", finding.expectation() == Expectation.WITHIN ? "within" : "outside")
        .put("measured", finding.measured())
        .put("nominal", finding.nominal())
        .put("low", Double.isFinite(band.low()) ? (Double) band.low() : null)
        .put("high", Double.isFinite(band.high()) ? (Double) band.high() : null)
        .put("runs", finding.runs())
        .put("rate", finding.isCount() ? (Double) (finding.measured() / finding.runs()) : null)
        .put("holds", finding.holds());
  }
}
