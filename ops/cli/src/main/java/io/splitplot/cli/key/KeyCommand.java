package io.splitplot.cli.key;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.ApiKeys;
import io.splitplot.cli.installation.ApiKeys.NewKey;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.KeyText;
import io.splitplot.cli.installation.Login;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot key …}: who may call the HTTP API. */
@Command(
    name = "key",
    description = "Create, rotate, list and revoke keys of the HTTP API.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class KeyCommand {
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
              description = "client, analyst, editor, operator, admin or loader")
          String role,
      @Option(names = "--expires", description = "An ISO 8601 duration from now, such as P90D")
          @Nullable String expires,
      @Option(
              names = "--rate",
              description = "Requests a second that each server takes (default: api.rate_limit)")
          @Nullable Integer rate,
      @Option(
              names = "--burst",
              description = "Requests at once after a rest (default: twice the rate)")
          @Nullable Integer burst) {
    if (!ApiKeys.ROLES.contains(role)) {
      throw CliException.usage(
          "SP-KEY-006: --role is %s; it is one of %s"
              .formatted(role, String.join(", ", ApiKeys.ROLES)));
    }
    var key = KeyText.random();
    keys().create(new NewKey(name, role, expiry(expires), rate, burst), key);
    session.out().println(key.text());
    return 0;
  }

  @Command(
      name = "rotate",
      description = {
        "Give a name a new key and print it, once. The old one goes on until the overlap is over,",
        "so that every service can be given the new one."
      },
      mixinStandardHelpOptions = true)
  int rotate(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--overlap",
              defaultValue = "P1D",
              description =
                  "How long the old key goes on, such as P1D or PT0S (default: ${DEFAULT-VALUE})")
          String overlap,
      @Option(
              names = "--expires",
              description =
                  "When the new key expires, such as P90D (default: it lives as long as the old one"
                      + " was made to live)")
          @Nullable String expires) {
    var key = KeyText.random();
    keys().rotate(name, key, duration("--overlap", overlap), expiry(expires));
    session.out().println(key.text());
    return 0;
  }

  @Command(
      name = "list",
      description = "List all keys, those of a name together and the newest first.",
      mixinStandardHelpOptions = true)
  int list(@Option(names = "--json", description = "Print them as JSON.") boolean isJson) {
    var keys = keys().list();
    session.out().print(isJson ? KeyList.json(keys) : KeyList.table(keys));
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Revoke the keys of a name; servers refuse them within a second.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--prefix", description = "Only the key that begins so, such as sp_1a2b3c4d")
          @Nullable String prefix) {
    keys().revoke(name, prefix);
    return 0;
  }

  private ApiKeys keys() {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    return new ApiKeys(Login.ofUrl(endpoints.primary()));
  }

  private static @Nullable OffsetDateTime expiry(@Nullable String expires) {
    return expires == null
        ? null
        : OffsetDateTime.now(ZoneOffset.UTC).plus(duration("--expires", expires));
  }

  private static Duration duration(String option, String text) {
    try {
      var duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException _) {
      // told below
    }
    throw CliException.usage(
        "SP-KEY-007: %s is %s; it is a duration such as P90D or PT12H".formatted(option, text));
  }
}
