package io.splitplot.api.push;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * {@code POST /v1/lines/{line}/rows}: rows that wait on this server's disk until their line loads
 * them. The warehouse need not be there.
 */
public final class PushService {
  private static final Pattern LINE = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private final Optional<Path> inboxes;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, ReentrantLock> busy = new ConcurrentHashMap<>();

  /**
   * The feature.
   *
   * @param inboxes folder with one for each line that takes pushes; empty: none does
   */
  public PushService(Optional<Path> inboxes, InstantSource clock) {
    this.inboxes = inboxes;
    this.clock = clock;
  }

  public void register(Routes routes) {
    routes.on(Endpoint.PUSH_ROWS, this::push);
  }

  private void push(Call call) {
    var line = call.pathParameter("line");
    var folder = inbox(line);
    var key = call.header("Idempotency-Key");
    if (key.filter(it -> !KEY.matcher(it).matches()).isPresent()) {
      throw new ProblemException(
          Problem.of(
              400,
              "bad_idempotency_key",
              "Idempotency-Key has 1 to 128 characters of ASCII, no spaces"));
    }
    var body = call.bytes("x-ndjson");
    if (body.length == 0) {
      throw new ProblemException(Problem.of(400, "no_rows", "the body is empty"));
    }
    var receipt = Receipt.of(key, body);
    var isKnown = taken(line, folder, receipt, body);
    call.answer(202, Json.object().put("receipt", receipt.id()).put("duplicate", isKnown));
  }

  /** A line's name can be a folder's and nothing else, so no path leads anywhere else. */
  private Path inbox(String line) {
    return inboxes
        .filter(_ -> LINE.matcher(line).matches())
        .map(folder -> folder.resolve(line))
        .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, "unknown_line", "no line of that name takes pushes")
                    .withHint(
                        "operators: declare source: {push: ndjson} and run ./splitplot load LINE.yaml")));
  }

  /** Locks of files are between processes; threads of one need this. */
  private boolean taken(String line, Path folder, Receipt receipt, byte[] body) {
    var lock = busy.computeIfAbsent(line, _ -> new ReentrantLock());
    lock.lock();
    try {
      return new Inbox(folder, clock).take(receipt, body);
    } finally {
      lock.unlock();
    }
  }
}
