package io.splitplot.simulation.ledger;

import io.splitplot.simulation.system.Disk;
import io.splitplot.simulation.system.LoadingLine;
import io.splitplot.simulation.system.PostgresServer;
import io.splitplot.simulation.system.SplitplotServer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Does the planned faults at their times. */
final class Nemesis {
  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final Duration APPLY_MAX = Duration.ofSeconds(30);
  private static final String BACKENDS =
      "from pg_stat_activity where backend_type = 'client backend' and application_name <> 'ledger'";

  private final List<SplitplotServer> servers;
  private final PostgresServer primary;
  private final PostgresServer warehouse;
  private final Disk log;
  private final Disk tables;
  private final Optional<LoadingLine> line;
  private final Map<Fault.Kind, Integer> done = new EnumMap<>(Fault.Kind.class);

  Nemesis(
      List<SplitplotServer> servers,
      PostgresServer primary,
      PostgresServer warehouse,
      Disk log,
      Disk tables,
      Optional<LoadingLine> line) {
    this.servers = servers;
    this.primary = primary;
    this.warehouse = warehouse;
    this.log = log;
    this.tables = tables;
    this.line = line;
  }

  /** Does those faults that are meant, in their order, on the caller's thread. */
  void run(List<Fault> faults, Predicate<Fault.Kind> isMeant) throws InterruptedException {
    var start = System.nanoTime();
    for (var fault : faults) {
      if (isMeant.test(fault.kind())) {
        var wait = start + fault.at().toNanos() - System.nanoTime();
        Thread.sleep(Duration.ofNanos(Math.max(0, wait)));
        if (attempt(fault)) {
          synchronized (done) {
            done.merge(fault.kind(), 1, Integer::sum);
          }
        }
      }
    }
  }

  /** How often each fault was really done. */
  Map<Fault.Kind, Integer> done() {
    synchronized (done) {
      return new EnumMap<>(done);
    }
  }

  private boolean attempt(Fault fault) throws InterruptedException {
    switch (fault.kind()) {
      case SERVER_KILL -> {
        return servers.get(fault.server()).kill();
      }
      case PRIMARY_KILL -> away(primary, primary::kill, fault);
      case WAREHOUSE_KILL -> away(warehouse, warehouse::kill, fault);
      case WAREHOUSE_CONNECTIONS_CUT ->
          warehouse.attempt("select pg_terminate_backend(pid) " + BACKENDS);
      case APPLY_KILL -> {
        return killApplyWorker();
      }
      case LINE_KILL -> {
        return line.orElseThrow().kill();
      }
      case PRIMARY_FAILOVER -> {
        primary.failOver(fault.hold());
        primary.makeStandby();
      }
      case PRIMARY_STOP_FAST -> stop("INT", fault);
      case PRIMARY_STOP_IMMEDIATE -> stop("QUIT", fault);
      case PRIMARY_BACKEND_KILL -> primary.killBackend();
      case PRIMARY_CONNECTIONS_CUT ->
          primary.attempt("select pg_terminate_backend(pid) " + BACKENDS);
      case PRIMARY_FROZEN -> {
        primary.freeze(true);
        Thread.sleep(fault.hold());
        primary.freeze(false);
      }
      case PRIMARY_READ_ONLY -> {
        primary.attempt("alter system set default_transaction_read_only = on");
        primary.attempt("select pg_reload_conf()");
        Thread.sleep(fault.hold());
        primary.attempt("alter system reset default_transaction_read_only");
        primary.attempt("select pg_reload_conf()");
      }
      case PRIMARY_LOG_FULL -> {
        return full(log, fault);
      }
      case PRIMARY_TABLES_FULL -> {
        return full(tables, fault);
      }
    }
    return true;
  }

  /** After another fault it may take a while until there is one. */
  private boolean killApplyWorker() throws InterruptedException {
    var deadline = System.nanoTime() + APPLY_MAX.toNanos();
    while (!warehouse.killApplyWorker()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  private static void away(PostgresServer server, Runnable kill, Fault fault)
      throws InterruptedException {
    server.hold(true);
    kill.run();
    Thread.sleep(fault.hold());
    server.hold(false);
    server.awaitAnswer();
  }

  private void stop(String signal, Fault fault) throws InterruptedException {
    primary.hold(true);
    primary.signal(signal);
    primary.awaitEnd(STOP_MAX);
    Thread.sleep(fault.hold());
    primary.hold(false);
    primary.awaitAnswer();
  }

  private boolean full(Disk disk, Fault fault) throws InterruptedException {
    if (!disk.isOwn()) {
      return false;
    }
    disk.fill();
    Thread.sleep(fault.hold());
    disk.free();
    primary.awaitAnswer();
    return true;
  }
}
