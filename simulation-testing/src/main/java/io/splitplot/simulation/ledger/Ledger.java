package io.splitplot.simulation.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the clients were told. Every attempt is a line of a file; what the checks need is kept in
 * memory too.
 */
final class Ledger implements AutoCloseable {
  /** The server has it now or had it before. */
  static final byte ACKNOWLEDGED = 1;

  /** The server named it as refused. */
  static final byte REFUSED = 2;

  private static final int SENTENCES_MAX = 20;

  private final BufferedWriter file;
  private final byte[][] told;
  private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> surprises = new ArrayList<>();
  private int attempts;
  private int surpriseCount;

  /**
   * What became of an assignment that exposes: its exposures have ids that the client never sees.
   *
   * @param attempts how often it was sent
   * @param exposed by experiment, how many answers said that the exposure is stored
   */
  record Asked(int attempts, Map<String, Integer> exposed) {}

  /** Begins an empty ledger for so many requests. */
  Ledger(Path path, int requests) throws IOException {
    this.file = Files.newBufferedWriter(path);
    this.told = new byte[requests][];
  }

  /** An attempt that got an answer, or {@code trouble} where it got none that can be read. */
  synchronized void attempted(
      PlannedRequest request, int server, long tookMillis, int status, @Nullable String trouble) {
    attempts++;
    outcomes.merge(status == 0 ? "unanswered" : Integer.toString(status), 1, Integer::sum);
    var line = JsonNodeFactory.instance.objectNode();
    line.put("request", request.number()).put("server", server).put("took_ms", tookMillis);
    line.put("at_ms", System.currentTimeMillis());
    write(line.put("status", status).put("trouble", trouble));
  }

  private void write(ObjectNode line) {
    try {
      file.write(line.toString());
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server said about each of the request's facts, in their order. */
  synchronized void told(PlannedRequest request, byte[] saying) {
    var line = JsonNodeFactory.instance.objectNode().put("request", request.number());
    var refused = line.putArray("refused");
    var known = told[request.number()];
    var all = known == null ? new byte[saying.length] : known;
    for (var i = 0; i < saying.length; i++) {
      all[i] |= saying[i];
      if (saying[i] == REFUSED) {
        refused.add(request.facts().get(i).id().toString());
      }
    }
    told[request.number()] = all;
    write(line);
  }

  /** An assignment is sent, once more or for the first time. */
  void asking(PlannedRequest request) {
    asked.compute(
        request.number(),
        (_, known) ->
            known == null
                ? new Asked(1, new ConcurrentHashMap<>())
                : new Asked(known.attempts() + 1, known.exposed()));
  }

  /** The answer to an assignment said that this exposure is stored. */
  void exposed(PlannedRequest request, String experiment) {
    asked.computeIfPresent(
        request.number(),
        (_, known) -> {
          known.exposed().merge(experiment, 1, Integer::sum);
          return known;
        });
  }

  /** An answer that no server may give. */
  synchronized void surprised(String sentence) {
    surpriseCount++;
    if (surprises.size() < SENTENCES_MAX) {
      surprises.add(sentence);
    }
  }

  /** What was said about a request's facts; null while nothing was. */
  synchronized byte @Nullable [] saidAbout(int request) {
    return told[request];
  }

  Map<Integer, Asked> asked() {
    return asked;
  }

  synchronized List<String> surprises() {
    return List.copyOf(surprises);
  }

  synchronized int surpriseCount() {
    return surpriseCount;
  }

  synchronized int attempts() {
    return attempts;
  }

  /** How many attempts ended with each status. */
  synchronized Map<String, Integer> outcomes() {
    return new TreeMap<>(outcomes);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
