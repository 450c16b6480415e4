package io.splitplot.cli.api;

import io.splitplot.api.tls.TlsFiles;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import java.util.Optional;

/** Finds the API that runs in the session's home. */
public final class RunningApi {
  private RunningApi() {}

  /** A client with the key in {@code SPLITPLOT_KEY}, else with the home's own key of the role. */
  public static ApiClient as(String role, Session session) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var key =
        Optional.ofNullable(session.environment().get("SPLITPLOT_KEY"))
            .orElseGet(() -> endpoints.key(role));
    var certificate = session.settings().apiProtection().tls().map(TlsFiles::certificate);
    return new ApiClient(endpoints.api(), key, certificate);
  }
}
