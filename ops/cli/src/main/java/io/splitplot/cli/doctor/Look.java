package io.splitplot.cli.doctor;

import io.splitplot.cli.Session;
import io.splitplot.cli.config.Settings.ExternalDatabase;
import io.splitplot.cli.doctor.View.Running;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at everything at the same time, and waits for nothing longer than a few seconds. */
final class Look {
  private static final Duration WAIT_MAX = Duration.ofSeconds(8);

  private final Session session;
  private final Home home;
  private final Instant deadline = Instant.now().plus(WAIT_MAX);

  Look(Session session) {
    this.session = session;
    this.home = new Home(session.settings().home());
  }

  View everything() {
    @Nullable Endpoints endpoints = null;
    var running = Running.NO;
    try {
      endpoints = Endpoints.read(home);
      running = isAlive(endpoints.pid()) ? Running.YES : Running.LEFT_BEHIND;
    } catch (RuntimeException _) {
      running = home.endpoints().toFile().exists() ? Running.UNREADABLE : Running.NO;
    }
    var known = Optional.ofNullable(endpoints);
    var primaryLogin = login(known.map(Endpoints::primary), session.settings().primary());
    var warehouseLogin = login(known.map(Endpoints::warehouse), session.settings().warehouse());

    var api = task(known, it -> ApiLook.at(it.api()));
    var primary = task(primaryLogin, PrimaryLook::at);
    var primaryPending = task(primaryLogin, it -> pending(it, Target.PRIMARY));
    var warehouse = task(warehouseLogin, WarehouseLook::at);
    var warehousePending = task(warehouseLogin, it -> pending(it, Target.WAREHOUSE));
    var folder = HomeLook.at(home, session.settings());
    var seenApi = result(api);
    return new View(
        folder,
        running,
        seenApi,
        spool(seenApi),
        result(primary),
        result(primaryPending),
        result(warehouse),
        result(warehousePending));
  }

  private static int pending(Login login, Target target) {
    return Migrate.pending(DatabaseLook.connections(login), target);
  }

  /** Only one process can use the spool; so as long as there is one that answers, that is asked. */
  private Seen<View.Spool> spool(Seen<View.Api> api) {
    return api.isHere()
        ? new Seen.Not<>("the API answers and does not tell")
        : result(task(Optional.of(home), SpoolLook::at));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** That of what runs, else that of the user's own server. */
  private static Optional<Login> login(Optional<String> running, Optional<ExternalDatabase> own) {
    return running
        .map(Login::ofUrl)
        .or(() -> own.map(it -> new Login(it.url(), it.user(), it.password())));
  }

  /** Looks at something, which has to be there for that. */
  @FunctionalInterface
  private interface LookAt<S, T> {
    T look(S something) throws Exception;
  }

  private static <S, T> FutureTask<T> task(Optional<S> something, LookAt<S, T> look) {
    var task =
        new FutureTask<>(
            () -> look.look(something.orElseThrow(() -> new IOException("nothing runs"))));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private <T> Seen<T> result(FutureTask<T> look) {
    try {
      var left = Duration.between(Instant.now(), deadline).toMillis();
      return new Seen.Here<>(look.get(Math.max(left, 1), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Seen.Not<>("no answer within %d s".formatted(WAIT_MAX.toSeconds()));
    } catch (ExecutionException e) {
      return new Seen.Not<>(reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Seen.Not<>("interrupted");
    }
  }

  /** The first line; what connects fails without a message now and then. */
  static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").replaceFirst("[.] Check that .*", "");
  }
}
