package io.splitplot.cli.traffic;

import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot traffic}: who owns which part of the traffic, and what is free. */
@Command(
    name = "traffic",
    description = "Show how the traffic is divided, now or as of an instant of the past.",
    mixinStandardHelpOptions = true)
public final class TrafficCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--as-of", description = "RFC 3339 time (default: now)")
  private @Nullable String asOf;

  @Option(names = "--json", description = "Print the tree as JSON.")
  private boolean isJson;

  public TrafficCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var path = "/v1/traffic" + (asOf == null ? "" : "?as_of=" + ApiClient.segment(asOf));
    var traffic = RunningApi.as("analyst", session).get(path);
    session.out().print(isJson ? traffic.toPrettyString() + "\n" : TrafficText.render(traffic));
    return 0;
  }
}
