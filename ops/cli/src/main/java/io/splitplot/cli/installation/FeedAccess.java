package io.splitplot.cli.installation;

import io.splitplot.cli.config.Settings;
import io.splitplot.cli.config.Settings.ExternalDatabase;
import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.etl.feed.FeedSettings;
import io.splitplot.etl.feed.Publisher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.postgresql.PGProperty;

/** How the feed's two databases are reached: by what runs it, and by commands that ask or mend. */
public final class FeedAccess {
  private FeedAccess() {}

  /** As commands do; the user's own servers also when nothing of ours runs. */
  public static FeedSettings of(Settings settings) {
    var home = new Home(settings.home());
    var primary = url(home, settings.primary(), Endpoints::primary);
    var warehouse = url(home, settings.warehouse(), Endpoints::warehouse);
    return settings(
        settings
            .warehouse()
            .map(own -> new Login(own.url(), own.user(), own.password()))
            .orElseGet(() ->
                new Login(
                    warehouse,
                    EmbeddedPostgres.SUPERUSER,
                    EmbeddedPostgres.passwordOf(home.warehouseData()))),
        new Login(primary, Roles.REPLICATOR, Secrets.of(home).get("primary." + Roles.REPLICATOR)));
  }

  /** Without credentials. */
  private static String url(
      Home home, Optional<ExternalDatabase> own, Function<Endpoints, String> running) {
    return own.map(ExternalDatabase::url)
        .orElseGet(() -> Login.ofUrl(running.apply(Endpoints.read(home))).url());
  }

  /**
   * @param warehouse may make subscriptions
   * @param replicator reads the primary
   */
  static FeedSettings settings(Login warehouse, Login replicator) {
    return new FeedSettings(
        warehouse.dataSource(),
        new Publisher(
            addresses(replicator),
            replicator.part(PGProperty.PG_DBNAME),
            replicator.user(),
            replicator.password(),
            Map.of()));
  }

  /** An address may name several servers, of which one is the primary. */
  private static List<Publisher.Address> addresses(Login login) {
    var hosts = login.part(PGProperty.PG_HOST).split(",", -1);
    var ports = login.part(PGProperty.PG_PORT).split(",", -1);
    return IntStream.range(0, hosts.length)
        .mapToObj(place -> new Publisher.Address(hosts[place], Integer.parseInt(ports[place])))
        .toList();
  }
}
