package io.splitplot.simulation.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.simulation.Verdict;
import io.splitplot.simulation.system.Disk;
import io.splitplot.simulation.system.Experiments;
import io.splitplot.simulation.system.HttpConnection;
import io.splitplot.simulation.system.LoadingLine;
import io.splitplot.simulation.system.PostgresServer;
import io.splitplot.simulation.system.PostgresServer.Disks;
import io.splitplot.simulation.system.SplitplotServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One run: starts the system below a folder, sends the plan's requests while its faults happen,
 * lets everything come to rest, and checks. Results are lines of TAP and one line of counts.
 */
public final class LedgerDrill implements AutoCloseable {
  private static final int CLIENTS = 24;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LOG_DISK_MEBIBYTES = 512;
  private static final int TABLES_DISK_MEBIBYTES_MIN = 192;
  private static final int REQUESTS_A_MEBIBYTE = 120;

  /** Metrics that are summed in every way: exactly, in floating point, anew from all events. */
  private static final Map<String, String> METRICS =
      Map.of(
          "views", "\"kind\": \"proportion\", \"event\": \"page_view\"",
          "orders", "\"kind\": \"count\", \"event\": \"order\"",
          "revenue",
              "\"kind\": \"revenue\", \"event\": \"order\", \"net\": true, \"currency\": \"EUR\"",
          "contact", "\"kind\": \"mean\", \"event\": \"" + Contacts.EVENT + "\"",
          "path", "\"kind\": \"funnel\", \"steps\": [\"page_view\", \"add_to_cart\", \"order\"]");

  private final Plan plan;
  private final Path folder;
  private final PrintStream out;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Disk log;
  private final Disk tables;
  private final PostgresServer primary;
  private final PostgresServer warehouse;
  private final List<SplitplotServer> servers = new ArrayList<>();
  private final Map<String, String> keys = new HashMap<>();
  private final Contacts contacts;
  private Optional<LoadingLine> line = Optional.empty();

  private LedgerDrill(Plan plan, List<String> program, Path postgres, Path folder, PrintStream out)
      throws InterruptedException, IOException {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    var tablesMebibytes = TABLES_DISK_MEBIBYTES_MIN + plan.shape().requests() / REQUESTS_A_MEBIBYTE;
    this.log = started(Disk.mount(folder.resolve("log"), LOG_DISK_MEBIBYTES));
    this.tables = started(Disk.mount(folder.resolve("tables"), tablesMebibytes));
    this.primary =
        started(
            new PostgresServer(
                "primary",
                postgres,
                folder.resolve("primary"),
                new Disks(log.folder(), tables.folder())));
    var plain = Files.createDirectories(folder.resolve("warehouse-disk"));
    this.warehouse =
        started(
            new PostgresServer(
                "warehouse", postgres, folder.resolve("warehouse"), new Disks(plain, plain)));
    this.contacts = new Contacts(folder.resolve("contacts"), plan.shape().seed());
    startServers(program);
    if (plan.shape().warehouseFaults() > 0) {
      primary.makeStandby();
      line = Optional.of(started(startLine(program)));
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    running.push(part);
    return part;
  }

  private LoadingLine startLine(List<String> program) {
    return new LoadingLine(
        program, servers.getFirst().home(), warehouse.environment(), contacts.declaration());
  }

  /** They share their secrets, as servers of one installation do. */
  private void startServers(List<String> program) throws InterruptedException, IOException {
    var databases = new HashMap<>(primary.environment());
    databases.putAll(warehouse.environment());
    for (var i = 0; i < plan.shape().servers(); i++) {
      var home = Files.createDirectories(folder.resolve("server-" + i));
      if (i > 0) {
        var secrets = servers.getFirst().home().resolve("secrets.json");
        Files.copy(secrets, home.resolve("secrets.json"), StandardCopyOption.COPY_ATTRIBUTES);
      }
      var server = started(new SplitplotServer(program, home, databases));
      servers.add(server);
      server.awaitReady();
    }
    for (var role : List.of("client", "editor", "operator")) {
      keys.put(role, servers.getFirst().run("key", "create", "ledger-" + role, "--role", role));
    }
  }

  /**
   * Runs a plan to its verdict.
   *
   * @param program the words that run Splitplot's command line
   * @param postgres the folder of PostgreSQL's programs
   * @param folder where everything lies; empty before
   * @return whether every promise was kept
   */
  static boolean run(Plan plan, List<String> program, Path postgres, Path folder, PrintStream out)
      throws InterruptedException, IOException, SQLException {
    plan.write(folder.resolve("plan.jsonl"));
    try (var drill = new LedgerDrill(plan, program, postgres, folder, out)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(drill::close));
      return drill.run();
    }
  }

  private boolean run() throws InterruptedException, IOException, SQLException {
    makeExperiments();
    var shape = plan.shape();
    out.printf(
        "# seed %d: %d requests in %d s, %d kills of %d servers, %d faults of databases,"
            + " %d on the way to reports%n",
        shape.seed(),
        shape.requests(),
        shape.seconds(),
        shape.serverKills(),
        shape.servers(),
        shape.databaseFaults(),
        shape.warehouseFaults());
    try (var ledger = new Ledger(folder.resolve("ledger.jsonl"), shape.requests())) {
      var nemesis = new Nemesis(servers, primary, warehouse, log, tables, line);
      var clients = new Clients(plan, servers, key("client"), ledger, Instant.now());
      send(clients, nemesis, ledger);
      rest();
      return judge(ledger, nemesis, clients);
    }
  }

  private String key(String role) {
    return Objects.requireNonNull(keys.get(role));
  }

  private void send(Clients clients, Nemesis nemesis, Ledger ledger) throws InterruptedException {
    var faults = plan.faults();
    var kills = Thread.ofPlatform().start(() -> hurt(nemesis, faults, true));
    var others = Thread.ofPlatform().start(() -> hurt(nemesis, faults, false));
    var progress = Thread.ofVirtual().start(() -> report(clients, nemesis, ledger));
    var files = Thread.ofPlatform().start(this::writeContacts);
    clients.run(CLIENTS, plan.shape().length().plus(PATIENCE));
    kills.join();
    others.join();
    progress.interrupt();
    files.interrupt();
    files.join();
  }

  private void writeContacts() {
    if (line.isPresent()) {
      try {
        contacts.write();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void hurt(Nemesis nemesis, List<Fault> faults, boolean isServer) {
    try {
      nemesis.run(faults, kind -> (kind == Fault.Kind.SERVER_KILL) == isServer);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Clients clients, Nemesis nemesis, Ledger ledger) {
    var shown = 0;
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(10));
        var faults = nemesis.done().values().stream().mapToInt(it -> it).sum();
        out.printf(
            "# %s attempts %d %s, open %d, faults %d%n",
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            ledger.attempts(),
            ledger.outcomes(),
            clients.unresolved(),
            faults);
        ledger.surprises().stream().skip(shown).forEach(it -> out.println("#   " + it));
        shown = ledger.surprises().size();
      }
    } catch (InterruptedException _) {
      // All requests are sent.
    }
  }

  private void makeExperiments() throws InterruptedException, IOException {
    try (var editor = new Experiments(servers.getFirst().address(), key("editor"))) {
      for (var metric : METRICS.entrySet()) {
        editor.declareMetric(
            "{\"key\": \"%s\", %s, \"window\": \"P14D\", \"direction\": \"increase\"}"
                .formatted(metric.getKey(), metric.getValue()));
      }
      var metrics = List.copyOf(METRICS.keySet());
      editor.start(Plan.BY_USER, "user", metrics);
      editor.start(Plan.BY_SESSION, "session", metrics);
    }
    for (var server : servers) {
      awaitPlan(server);
    }
  }

  private void awaitPlan(SplitplotServer server) throws InterruptedException, IOException {
    var ask = "{\"unit\":{\"user\":\"u\",\"session\":\"s\"}}".getBytes(StandardCharsets.UTF_8);
    try (var client = new HttpConnection(server.address(), ANSWER_MAX)) {
      await(
          "both experiments are in the plan of " + server.home(),
          () -> {
            var answer = client.post("/v1/assignments", key("client"), ask);
            return answer.text().contains(Plan.BY_USER) && answer.text().contains(Plan.BY_SESSION);
          });
    }
  }

  /** Waits until spools are empty and the warehouse has what the primary has. */
  private void rest() throws InterruptedException, IOException {
    primary.freeze(false);
    for (var server : servers) {
      server.awaitReady();
      try (var connection = new HttpConnection(server.address(), ANSWER_MAX)) {
        await("the spool of " + server.home() + " is empty", () -> isAtRest(connection));
      }
    }
    await("the warehouse has as many facts as the primary", this::isCaughtUp);
    if (line.isPresent()) {
      await("the line has loaded all files", this::isLoaded);
    }
    await("the rollups have all facts", this::isRolledUp);
  }

  private static boolean isAtRest(HttpConnection connection) throws IOException {
    var health = connection.get("/health/ready", null).json();
    for (JsonNode check : health.path("checks")) {
      if (!check.path("status").asText().equals("up")) {
        return false;
      }
    }
    return true;
  }

  private boolean isCaughtUp() throws IOException {
    try (var source = primary.connect();
        var target = warehouse.connect()) {
      var stored = new StoredFacts(source);
      var taken = new StoredFacts(target);
      return stored.number("select count(*) from splitplot.exposure")
              == taken.number("select count(*) from fact.exposure where source = 0")
          && stored.number(
                  "select coalesce(sum(n), 0) from splitplot.event e, lateral (select count(*) as n from jsonb_object_keys(e.units)) u")
              == taken.number("select count(*) from fact.event where source = 0");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private boolean isLoaded() throws IOException {
    try (var target = warehouse.connect()) {
      return contacts.areLoaded(new StoredFacts(target));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private boolean isRolledUp() throws IOException {
    try (var target = warehouse.connect()) {
      return new StoredFacts(target)
              .number("select waiting_facts + refused_rows from etl.feed_state")
          == 0;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var trouble = "";
    while (true) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException e) {
        trouble = ": " + e;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "waited %d s in vain until %s%s".formatted(PATIENCE.toSeconds(), what, trouble));
      }
      Thread.sleep(200);
    }
  }

  private boolean judge(Ledger ledger, Nemesis nemesis, Clients clients) throws SQLException {
    try (var source = primary.connect();
        var target = warehouse.connect()) {
      var checks = new Checks(plan, ledger, new StoredFacts(source), new StoredFacts(target));
      var verdicts = checks.all(clients.variants(), clients.unresolved());
      if (line.isPresent()) {
        verdicts.put(
            "each row of the line's files is loaded once, or is a dead letter",
            contacts.check(new StoredFacts(target)));
        out.println("# contacts: " + contacts.counts());
      }
      var number = 0;
      for (var verdict : verdicts.entrySet()) {
        number++;
        print(number, verdict.getKey(), verdict.getValue());
      }
      for (var kind : Fault.Kind.values()) {
        number++;
        out.println(fault(number, kind, nemesis.done().getOrDefault(kind, 0)));
      }
      out.println("1.." + number);
      var holds = verdicts.values().stream().allMatch(Verdict.Holds.class::isInstance);
      out.printf(
          "%s: seed %d, %d attempts %s, %s, server starts %d, faults %s%n",
          holds ? "HOLDS" : "VIOLATED",
          plan.shape().seed(),
          ledger.attempts(),
          ledger.outcomes(),
          checks.counts(),
          servers.stream().mapToInt(SplitplotServer::starts).sum(),
          nemesis.done());
      return holds;
    }
  }

  private void print(int number, String sentence, Verdict verdict) {
    switch (verdict) {
      case Verdict.Holds() -> out.printf("ok %d - %s%n", number, sentence);
      case Verdict.Violated(var evidence) -> {
        out.printf("not ok %d - %s%n", number, sentence);
        evidence.forEach(it -> out.println("#   " + it));
      }
      case Verdict.Unknown(var reason) ->
          out.printf("not ok %d - %s: unknown, as %s%n", number, sentence, reason);
    }
  }

  /** A fault that could not be done proves nothing. */
  private String fault(int number, Fault.Kind kind, int times) {
    var sentence = "%s, %d times".formatted(kind.name().toLowerCase(Locale.ROOT), times);
    var isPlanned = plan.faults().stream().anyMatch(it -> it.kind() == kind);
    if (!isPlanned) {
      return "ok %d - %s # SKIP not planned".formatted(number, sentence);
    }
    if (times == 0 && kind.needsDisk() && !log.isOwn()) {
      return "ok %d - %s # SKIP unknown: only root can mount a disk".formatted(number, sentence);
    }
    return "%s %d - %s".formatted(times > 0 ? "ok" : "not ok", number, sentence);
  }

  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        out.println("# could not stop something: " + e);
      }
    }
  }
}
