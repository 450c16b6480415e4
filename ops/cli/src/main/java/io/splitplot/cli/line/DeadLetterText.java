package io.splitplot.cli.line;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.assembly.DeadLetterOffice.Group;
import io.splitplot.etl.assembly.StoredDeadLetter;
import java.util.List;

/** Dead letters, for people and for programs. */
final class DeadLetterText {
  private DeadLetterText() {}

  static String groups(List<Group> groups) {
    if (groups.isEmpty()) {
      return "no dead letters wait\n";
    }
    var text = new StringBuilder();
    for (var group : groups) {
      text.append(
          "%,9d  %s: %s at %s, %s%s; such as %d: %s%s%n"
              .formatted(
                  group.count(),
                  group.line(),
                  printable(group.origin()),
                  group.station(),
                  group.code(),
                  group.field() == null ? "" : " " + printable(group.field()),
                  group.firstId(),
                  printable(group.reason()),
                  group.state().equals("waiting") ? "" : " (" + group.state() + ")"));
      if (group.station().equals("gate") && group.state().equals("waiting")) {
        text.append(
            "           → ./splitplot dead-letter replay YAML --batch %d%n"
                .formatted(group.batchId()));
      }
    }
    return text.append("See one: ./splitplot dead-letter show ID\n").toString();
  }

  static String groupsJson(List<Group> groups) {
    var document = JsonNodeFactory.instance.objectNode();
    var list = document.putArray("groups");
    for (var group : groups) {
      list.addObject()
          .put("line", group.line())
          .put("state", group.state())
          .put("origin", group.origin())
          .put("station", group.station())
          .put("code", group.code())
          .put("field", group.field())
          .put("count", group.count())
          .put("first_id", group.firstId())
          .put("batch_id", group.batchId())
          .put("reason", group.reason());
    }
    return pretty(document);
  }

  static String lines(List<StoredDeadLetter> letters) {
    var text = new StringBuilder();
    for (var letter : letters) {
      text.append(
          "%d  %s:%d: %s%s%s%n"
              .formatted(
                  letter.id(),
                  printable(letter.origin()),
                  letter.place(),
                  letter.field() == null ? "" : printable(letter.field()) + ": ",
                  printable(letter.reason()),
                  letter.state().equals("waiting") ? "" : " (" + letter.state() + ")"));
    }
    return text.toString();
  }

  static String json(List<StoredDeadLetter> letters) {
    var document = JsonNodeFactory.instance.objectNode();
    var list = document.putArray("dead_letters");
    letters.forEach(letter -> list.add(object(letter)));
    return pretty(document);
  }

  static String json(StoredDeadLetter letter) {
    return pretty(object(letter));
  }

  static String whole(StoredDeadLetter letter) {
    return """
    %d  %s:%d, line %s, batch %d
    %s at %s%s: %s
    failed %d times, first %s, last %s%s
    %s%s
    """
        .formatted(
            letter.id(),
            printable(letter.origin()),
            letter.place(),
            letter.line(),
            letter.batchId(),
            letter.code(),
            letter.station(),
            letter.field() == null ? "" : ", field " + printable(letter.field()),
            printable(letter.reason()),
            letter.attempts(),
            letter.firstSeenAt(),
            letter.lastSeenAt(),
            fate(letter),
            letter.header().isEmpty()
                ? ""
                : printable(String.join(" | ", letter.header())) + System.lineSeparator(),
            letter
                .payload()
                .lines()
                .map(DeadLetterText::printable)
                .reduce("", (a, b) -> a.isEmpty() ? b : a + "\n" + b));
  }

  private static String fate(StoredDeadLetter letter) {
    if (letter.replayedBy() != null) {
      return ", taken in by batch " + letter.replayedBy();
    }
    var dismissed = letter.dismissed();
    return dismissed == null
        ? ""
        : ", dismissed %s by %s: %s"
            .formatted(dismissed.at(), printable(dismissed.by()), printable(dismissed.reason()));
  }

  private static ObjectNode object(StoredDeadLetter letter) {
    var object = JsonNodeFactory.instance.objectNode();
    object
        .put("id", letter.id())
        .put("line", letter.line())
        .put("batch_id", letter.batchId())
        .put("origin", letter.origin())
        .put("place", letter.place())
        .put("station", letter.station())
        .put("code", letter.code())
        .put("field", letter.field())
        .put("reason", letter.reason())
        .put("format", letter.format());
    letter.header().forEach(object.putArray("header")::add);
    var dismissed = letter.dismissed();
    if (dismissed != null) {
      object
          .putObject("dismissed")
          .put("at", dismissed.at().toString())
          .put("by", dismissed.by())
          .put("reason", dismissed.reason());
    }
    return object
        .put("state", letter.state())
        .put("payload", letter.payload())
        .put("first_seen_at", letter.firstSeenAt().toString())
        .put("last_seen_at", letter.lastSeenAt().toString())
        .put("attempt_count", letter.attempts())
        .put("replayed_by", letter.replayedBy());
  }

  private static String pretty(JsonNode document) {
    return document.toPrettyString() + "\n";
  }

  /** Texts of others on a terminal: without anything that could move its cursor. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
