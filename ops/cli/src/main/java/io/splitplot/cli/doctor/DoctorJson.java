package io.splitplot.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;

/**
 * The diagnosis for programs. Members are added, never removed: verdict, home, seconds, worst and
 * checks; a check has check, status, detail and command, which is null when there is nothing to do.
 */
final class DoctorJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private DoctorJson() {}

  static String of(Diagnosis diagnosis, String home, double seconds) {
    var document =
        JSON.createObjectNode()
            .put("verdict", diagnosis.verdict().label())
            .put("home", home)
            .put("seconds", Math.round(seconds * 1000) / 1000.0);
    add(document.putArray("worst"), diagnosis.worst());
    add(document.putArray("checks"), diagnosis.findings());
    try {
      return JSON.writeValueAsString(document) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }

  private static void add(ArrayNode array, List<Finding> findings) {
    for (var finding : findings) {
      array
          .addObject()
          .put("check", finding.check())
          .put("status", finding.status().label())
          .put("detail", finding.detail())
          .put("command", finding.command().isEmpty() ? null : finding.command());
    }
  }
}
