package io.splitplot.cli.key;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.ApiKeys;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot key …}: who may call the HTTP API. */
@Command(
    name = "key",
    description = "Create, list and revoke keys of the HTTP API.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class KeyCommand {
  private static final int KEY_BYTES = 32;

  private final Session session;

  public KeyCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "create",
      description = "Create a key and print it, once: only its hash is kept.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--role",
              required = true,
              description = "client, analyst, editor, operator or admin")
          String role,
      @Option(names = "--expires", description = "An ISO 8601 duration from now, such as P90D")
          @Nullable String expires) {
    if (!ApiKeys.ROLES.contains(role)) {
      throw CliException.usage(
          "SP-KEY-006: --role is %s; it is one of %s"
              .formatted(role, String.join(", ", ApiKeys.ROLES)));
    }
    var bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    var key = HexFormat.of().formatHex(bytes);
    keys().create(name, role, key, expires == null ? null : expiry(expires));
    session.out().println(key);
    return 0;
  }

  @Command(name = "list", description = "List all keys.", mixinStandardHelpOptions = true)
  int list() {
    session
        .out()
        .printf("%-24s %-10s %-28s %-28s %s%n", "name", "role", "created", "expires", "revoked");
    for (var key : keys().list()) {
      session
          .out()
          .printf(
              "%-24s %-10s %-28s %-28s %s%n",
              key.name(),
              key.role(),
              key.createdAt(),
              shown(key.expiresAt()),
              shown(key.revokedAt()));
    }
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Revoke a key; servers refuse it within a second.",
      mixinStandardHelpOptions = true)
  int revoke(@Parameters(paramLabel = "NAME") String name) {
    keys().revoke(name);
    return 0;
  }

  private ApiKeys keys() {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    return new ApiKeys(Login.ofUrl(endpoints.primary()));
  }

  private static OffsetDateTime expiry(String duration) {
    try {
      return OffsetDateTime.now(ZoneOffset.UTC).plus(Duration.parse(duration));
    } catch (DateTimeParseException e) {
      throw CliException.usage(
          "SP-KEY-007: --expires is %s; it is a duration such as P90D or PT12H"
              .formatted(duration));
    }
  }

  private static String shown(@Nullable OffsetDateTime time) {
    return time == null ? "-" : time.toString();
  }
}
