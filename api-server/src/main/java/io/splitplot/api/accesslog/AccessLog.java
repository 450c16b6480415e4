package io.splitplot.api.accesslog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, written on a thread of its own. No request waits for a disk:
 * when lines come faster than they can be written, some are dropped, and counted.
 */
public final class AccessLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int WAITING_MAX = 8192;
  private static final int TOGETHER_MAX = 1024;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Sink sink;
  private final Counter dropped;
  private final Thread writer =
      Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
  private volatile boolean closed;
  private boolean hasFailed;

  /** Begins to write. */
  public static AccessLog open(AccessLogTarget target, MeterRegistry meters) {
    return switch (target) {
      case AccessLogTarget.Nowhere _ -> new AccessLog(new Nothing(), meters);
      case AccessLogTarget.StandardError _ -> new AccessLog(new ErrorStream(), meters);
      case AccessLogTarget.RotatingFile file -> new AccessLog(new RotatedFile(file), meters);
    };
  }

  AccessLog(Sink sink, MeterRegistry meters) {
    this.sink = sink;
    this.dropped =
        Counter.builder("splitplot.access_log.dropped")
            .description("Lines of the access log that could not be written")
            .register(meters);
    if (isOn()) {
      writer.start();
    }
  }

  /** Whether there is any point in making entries. */
  public boolean isOn() {
    return !(sink instanceof Nothing);
  }

  /** Hands an entry over; it never waits. */
  public void write(Entry entry) {
    if (!waiting.offer(entry)) {
      dropped.increment();
    }
  }

  /** Writes what is waiting, up to a limit of time. */
  @Override
  public void close() {
    if (!isOn()) {
      return;
    }
    closed = true;
    try {
      writer.join(CLOSING_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      var entries = new ArrayList<Entry>();
      while (!closed || !waiting.isEmpty()) {
        var first = waiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          entries.add(first);
          waiting.drainTo(entries, TOGETHER_MAX);
          write(entries);
          entries.clear();
        }
      }
      sink.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("the access log could not be closed", e);
    }
  }

  private void write(List<Entry> entries) {
    try {
      var lines = new ByteArrayOutputStream();
      for (var entry : entries) {
        lines.writeBytes(line(entry));
        lines.write('\n');
      }
      sink.write(lines.toByteArray());
      hasFailed = false;
    } catch (IOException | RuntimeException e) {
      dropped.increment(entries.size());
      if (!hasFailed) {
        log.warn("the access log cannot be written; its lines are dropped and counted", e);
      }
      hasFailed = true;
    }
  }

  private static byte[] line(Entry entry) {
    var micros = entry.nanos() / 1000;
    var line =
        Json.object()
            .put("time", entry.time().toString())
            .put("request_id", entry.requestId())
            .put("method", entry.method())
            .put("route", entry.route().orElse(null))
            .put("status", entry.status())
            .put("bytes", entry.bytes())
            .put("duration_ms", micros / 1000.0)
            .put("key", entry.key().orElse(null))
            .put("key_prefix", entry.prefix().orElse(null))
            .put("remote", entry.remote().orElse(null));
    return Json.writeBytes(line);
  }

  private static final class Nothing implements Sink {
    @Override
    public void write(byte[] lines) {}

    @Override
    public void close() {}
  }

  private static final class ErrorStream implements Sink {
    private final FileOutputStream stream = new FileOutputStream(FileDescriptor.err);

    @Override
    public void write(byte[] lines) throws IOException {
      stream.write(lines);
    }

    @Override
    public void close() {} // it belongs to the process
  }
}
