package io.splitplot.cli.installation;

import io.splitplot.cli.Steps;
import io.splitplot.cli.config.Settings;
import io.splitplot.cli.config.Settings.ExternalDatabase;
import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Primary and warehouse, ready: running, with roles and the newest schema. */
public final class Databases implements AutoCloseable {
  /**
   * Of a warehouse that reads no more, the primary keeps the log for this long; then it goes on.
   */
  private static final Map<String, String> PRIMARY_SETTINGS =
      Map.of("max_slot_wal_keep_size", "4GB");

  /** Reports sort and hash more than the primary's short statements do. */
  private static final Map<String, String> WAREHOUSE_SETTINGS = Map.of("work_mem", "32MB");

  private final List<EmbeddedPostgres> embedded = new ArrayList<>();
  private final Provision.Primary primary;
  private final Provision.Warehouse warehouse;

  private Databases(Settings settings, Home home, Steps steps) {
    var provision = new Provision(Secrets.of(home));
    try {
      var servers = steps.step("start primary and warehouse", () -> startBoth(settings, home));
      primary = steps.step("migrate the primary", () -> provision.primary(servers.primary()));
      warehouse =
          steps.step("migrate the warehouse", () -> provision.warehouse(servers.warehouse()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts what is embedded, and makes both databases ready. */
  public static Databases open(Settings settings, Steps steps) {
    return new Databases(settings, new Home(settings.home()), steps);
  }

  private record Servers(Server primary, Server warehouse) {}

  /** Side by side: the first start of a server takes seconds. */
  private Servers startBoth(Settings settings, Home home) {
    var primaryStart =
        inBackground(() -> server(settings.primary(), home, home.primaryData(), PRIMARY_SETTINGS));
    var warehouseStart =
        inBackground(
            () -> server(settings.warehouse(), home, home.warehouseData(), WAREHOUSE_SETTINGS));
    try {
      // Both are waited for, so that a failure of one leaves the other where close() finds it.
      CompletableFuture.allOf(primaryStart, warehouseStart).join();
      return new Servers(primaryStart.join(), warehouseStart.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
  }

  private Server server(
      Optional<ExternalDatabase> external, Home home, Path data, Map<String, String> settings) {
    if (external.isPresent()) {
      var database = external.get();
      var admin = new Login(database.url(), database.user(), database.password());
      return new Server(admin, database.url(), true);
    }
    var postgres = EmbeddedPostgres.start(Options.of(data, home.binaries()).withSettings(settings));
    synchronized (embedded) {
      embedded.add(postgres);
    }
    var admin = new Login(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
    return new Server(admin, postgres.jdbcUrl(Server.DATABASE), false);
  }

  Provision.Primary primary() {
    return primary;
  }

  Provision.Warehouse warehouse() {
    return warehouse;
  }

  /** Stops what is embedded; the user's own servers go on. */
  @Override
  public void close() {
    synchronized (embedded) {
      embedded.forEach(EmbeddedPostgres::close);
      embedded.clear();
    }
  }
}
