package io.splitplot.cli.doctor;

import io.splitplot.cli.doctor.View.Disk;
import io.splitplot.cli.doctor.View.FactDays;
import io.splitplot.cli.doctor.View.Keys;
import io.splitplot.cli.doctor.View.Running;
import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that the doctor checks, in the order in which it is shown: how bad is what was seen,
 * and what does one type next? Among findings that are equally bad the earlier one comes first.
 */
final class Checks {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long GIBIBYTE = 1024 * MEBIBYTE;
  private static final int OLDEST_VERSION = 150_000;
  private static final Duration CLOCKS_APART_MAX = Duration.ofSeconds(3);
  private static final int DAYS_AHEAD_MIN = 2;
  private static final long TRANSACTIONS_WARN = 500_000_000;
  private static final long TRANSACTIONS_MAX = 1_500_000_000;
  private static final String SERVE = "./splitplot serve";
  private static final String MAINTAIN = asAdmin("select * from splitplot.maintain_facts()");
  private static final String MIGRATE = "./splitplot migrate";

  private static final List<Function<View, Finding>> ALL =
      List.of(
          Checks::running,
          Checks::api,
          Checks::plan,
          Checks::primary,
          Checks::spool,
          Checks::partitions,
          Checks::refused,
          Checks::retention,
          Checks::keys,
          Checks::primarySchema,
          Checks::slots,
          Checks::warehouse,
          Checks::feed,
          Checks::rollups,
          Checks::lines,
          Checks::warehouseSchema,
          Checks::transactions,
          Checks::clocks,
          Checks::versions,
          Checks::disks,
          Checks::permissions,
          Checks::port);

  private Checks() {}

  /** Pure: the same view always gives the same diagnosis. */
  static Diagnosis diagnose(View view) {
    return new Diagnosis(ALL.stream().map(check -> check.apply(view)).toList());
  }

  private static Finding running(View view) {
    var home = view.home();
    var check = "running";
    return switch (view.installation()) {
      case YES -> Finding.healthy(check, "the installation in %s runs".formatted(home.directory()));
      case NO ->
          Finding.broken(
              check,
              "nothing runs in " + home.directory(),
              home.exists() ? SERVE : "./splitplot demo");
      case LEFT_BEHIND ->
          Finding.broken(check, "what ran in %s has died".formatted(home.directory()), SERVE);
      case UNREADABLE ->
          Finding.broken(
              check,
              "%s/endpoints.json cannot be read".formatted(home.directory()),
              "ls -l %s/endpoints.json".formatted(home.directory()));
    };
  }

  private static Finding api(View view) {
    return switch (view.api()) {
      case Seen.Here<View.Api>(var api) ->
          Finding.healthy("api", "it answers in %d ms".formatted(api.answeredIn().toMillis()));
      case Seen.Not<View.Api>(var reason) ->
          view.installation() == Running.YES
              ? Finding.broken("api", "it does not answer: " + reason, tail(view))
              : Finding.unknown("api", reason);
    };
  }

  private static Finding plan(View view) {
    return view.api()
        .judge(
            "plan",
            api -> {
              var plan = api.check("plan");
              if (plan.isEmpty()) {
                return Finding.unknown("plan", "the API does not say");
              }
              var detail = "decisions are made by a plan: " + plan.get().detail();
              return switch (plan.get().status()) {
                case "up" -> Finding.healthy("plan", detail);
                case "down" ->
                    Finding.broken("plan", "no decisions: " + plan.get().detail(), tail(view));
                default -> Finding.degraded("plan", detail, tail(view));
              };
            });
  }

  private static Finding primary(View view) {
    return switch (view.primary()) {
      case Seen.Not<View.Primary>(var reason) when view.installation() != Running.YES ->
          Finding.unknown("primary", reason);
      case Seen.Not<View.Primary>(var reason) -> {
        var detail = "it does not answer: " + reason;
        yield view.api().isHere()
            ? Finding.degraded("primary", detail + "; decisions go on", tail(view))
            : Finding.broken("primary", detail, tail(view));
      }
      case Seen.Here<View.Primary>(var primary) -> {
        if (primary.isStandby()) {
          yield Finding.degraded(
              "primary",
              "the server is a standby, so that nothing can be stored",
              asAdmin("select pg_promote()"));
        }
        yield primary.isReadOnly()
            ? Finding.degraded(
                "primary",
                "it is read only, so that nothing can be stored",
                asAdmin("alter system reset default_transaction_read_only"))
            : Finding.healthy("primary", "it answers and takes writes");
      }
    };
  }

  private static Finding spool(View view) {
    return switch (view.api()) {
      case Seen.Here<View.Api>(var api) when api.check("spool").isPresent() -> {
        var spool = api.check("spool").get();
        if (spool.status().equals("up")) {
          yield Finding.healthy("spool", spool.detail());
        }
        yield spool.detail().contains("full") || spool.detail().contains("refused")
            ? Finding.broken("spool", spool.detail(), "df -h " + view.home().directory())
            : Finding.degraded("spool", spool.detail(), tail(view));
      }
      default -> view.spool().judge("spool", spool -> spoolFile(view, spool));
    };
  }

  private static Finding spoolFile(View view, View.Spool spool) {
    if (!spool.problem().isEmpty()) {
      return Finding.broken(
          "spool",
          "its file cannot be read: " + spool.problem(),
          "cp -a %s/state /somewhere/safe".formatted(view.home().directory()));
    }
    return spool.facts() == 0
        ? Finding.healthy("spool", "no facts wait")
        : Finding.degraded(
            "spool",
            "%,d acknowledged facts wait since %s (%s); they are stored when the API is back"
                .formatted(
                    spool.facts(), spool.oldest().orElseThrow(), FeedProblem.bytes(spool.bytes())),
            SERVE);
  }

  private static Finding partitions(View view) {
    return ofPrimary(
        view,
        "partitions",
        View.Primary::factDays,
        days -> {
          if (days.daysAhead() >= DAYS_AHEAD_MIN) {
            return Finding.healthy(
                "partitions",
                "facts have a place for %d days from now".formatted(days.daysAhead()));
          }
          var detail =
              days.hasToday()
                  ? "facts have a place for %d days from now only".formatted(days.daysAhead())
                  : "facts of today have no place yet";
          return Finding.degraded("partitions", detail, MAINTAIN);
        });
  }

  private static Finding refused(View view) {
    return ofPrimary(
        view,
        "refused",
        View.Primary::refusedLately,
        count ->
            count == 0
                ? Finding.healthy("refused", "every acknowledged fact of the last day was stored")
                : Finding.degraded(
                    "refused",
                    "%,d acknowledged facts were refused when they came from the spool"
                        .formatted(count),
                    sql(
                        view,
                        "primary",
                        "select code, detail, count(*) from splitplot.refused_fact"
                            + " where refused_at > now() - interval '1 day' group by 1, 2")));
  }

  private static Finding retention(View view) {
    return ofPrimary(view, "retention", View.Primary::factDays, Checks::retention);
  }

  private static Finding retention(FactDays days) {
    if (days.oldestOverdue() == 0 && days.idsOverdue() == 0) {
      return Finding.healthy("retention", "nothing is kept for longer than it should be");
    }
    var what = days.oldestOverdue() > 0 ? "facts" : "ids";
    return Finding.degraded(
        "retention",
        "%s are kept for %d days longer than they should be"
            .formatted(what, Math.max(days.oldestOverdue(), days.idsOverdue())),
        MAINTAIN);
  }

  private static Finding keys(View view) {
    return ofPrimary(view, "keys", View.Primary::keys, Checks::keys);
  }

  private static Finding keys(Keys keys) {
    if (keys.good() == 0) {
      return Finding.degraded(
          "keys",
          "no key is in force, so nobody can call the API",
          "./splitplot key create shop --role client");
    }
    return keys.expiring().isEmpty()
        ? Finding.healthy("keys", "%d are in force".formatted(keys.good()))
        : Finding.degraded(
            "keys",
            "within a week expire: " + String.join(", ", keys.expiring()),
            "./splitplot key rotate " + keys.expiring().getFirst());
  }

  private static Finding primarySchema(View view) {
    return view.primaryPending().judge("primary schema", it -> schema("primary schema", it));
  }

  private static Finding warehouseSchema(View view) {
    return view.warehousePending().judge("warehouse schema", it -> schema("warehouse schema", it));
  }

  private static Finding schema(String check, int pending) {
    return pending == 0
        ? Finding.healthy(check, "it is the newest")
        : Finding.degraded(check, "%d migrations are not applied".formatted(pending), MIGRATE);
  }

  private static Finding slots(View view) {
    return ofPrimary(
        view,
        "slots",
        View.Primary::slots,
        slots -> {
          if (slots.isEmpty()) {
            return Finding.degraded("slots", "no replication slot feeds the warehouse", SERVE);
          }
          return slots.stream()
              .map(Checks::slot)
              .max(Comparator.comparing(Finding::status))
              .orElseThrow();
        });
  }

  private static Finding slot(SlotState slot) {
    return FeedProblem.ofSlot(slot)
        .map(it ->
            it.broken()
                ? Finding.broken("slots", it.what(), it.command())
                : Finding.degraded("slots", it.what(), it.command()))
        .orElseGet(() ->
            Finding.healthy(
                "slots",
                "%s keeps %s of WAL"
                    .formatted(slot.name(), FeedProblem.bytes(slot.retainedBytes()))));
  }

  private static Finding warehouse(View view) {
    return switch (view.warehouse()) {
      case Seen.Here<View.Warehouse> _ -> Finding.healthy("warehouse", "it answers");
      case Seen.Not<View.Warehouse>(var reason) ->
          view.installation() == Running.YES
              ? Finding.degraded("warehouse", "no reports: " + reason, tail(view))
              : Finding.unknown("warehouse", reason);
    };
  }

  private static Finding feed(View view) {
    return ofFeed(
        view,
        "feed",
        feed ->
            FeedProblem.ofSubscription(feed, tail(view)).or(() -> FeedProblem.ofRefusedRows(feed)),
        "the warehouse has what the primary had some seconds ago");
  }

  private static Finding rollups(View view) {
    return ofFeed(
        view,
        "rollups",
        feed -> FeedProblem.ofRollups(feed, tail(view)),
        "reports have all that arrived, or are about to");
  }

  /** Without reports decisions go on, so nothing of it is broken to the doctor. */
  private static Finding ofFeed(
      View view,
      String check,
      Function<WarehouseState, Optional<FeedProblem>> problem,
      String healthy) {
    return view.warehouse()
        .judge(
            check,
            it ->
                it.feed()
                    .judge(
                        check,
                        feed ->
                            problem
                                .apply(feed)
                                .map(
                                    found -> Finding.degraded(check, found.what(), found.command()))
                                .orElseGet(() -> Finding.healthy(check, healthy))));
  }

  private static Finding lines(View view) {
    return view.warehouse()
        .judge("lines", warehouse -> warehouse.lines().judge("lines", Checks::lines));
  }

  private static Finding lines(List<LineState> lines) {
    var problems = lines.stream().flatMap(line -> line.problems().stream()).toList();
    if (problems.isEmpty()) {
      return Finding.healthy("lines", "nothing of the %d lines waits".formatted(lines.size()));
    }
    var all = problems.stream().map(FeedProblem::what).collect(Collectors.joining("; "));
    return Finding.degraded("lines", all, problems.getFirst().command());
  }

  private static Finding transactions(View view) {
    var oldest = databases(view).stream().mapToLong(View.Database::transactionAge).max().orElse(-1);
    if (oldest < 0) {
      return Finding.unknown("transactions", "no database answers");
    }
    var detail = "the oldest transaction that is not frozen is %,d old".formatted(oldest);
    var command = asAdmin("vacuum (freeze, verbose)");
    if (oldest > TRANSACTIONS_MAX) {
      return Finding.broken("transactions", detail + "; writes will stop", command);
    }
    return oldest > TRANSACTIONS_WARN
        ? Finding.degraded("transactions", detail, command)
        : Finding.healthy("transactions", detail);
  }

  private static Finding clocks(View view) {
    var clocks =
        Stream.concat(
                databases(view).stream().map(View.Database::clockAhead),
                view.api() instanceof Seen.Here<View.Api>(var api)
                    ? Stream.of(api.clockAhead())
                    : Stream.of())
            .sorted()
            .toList();
    if (clocks.size() < 2) {
      return Finding.unknown("clocks", "there are no two clocks to compare");
    }
    var apart = clocks.getLast().minus(clocks.getFirst());
    var detail = "API and databases are %.1f s apart at most".formatted(apart.toMillis() / 1000.0);
    return apart.compareTo(CLOCKS_APART_MAX) > 0
        ? Finding.degraded("clocks", detail, "timedatectl status")
        : Finding.healthy("clocks", detail);
  }

  private static Finding versions(View view) {
    var versions =
        databases(view).stream().map(View.Database::version).sorted().distinct().toList();
    if (versions.isEmpty()) {
      return Finding.unknown("versions", "no database answers");
    }
    var detail =
        "PostgreSQL %s, Java %s"
            .formatted(
                versions.stream().map(Checks::version).collect(Collectors.joining(" and ")),
                Runtime.version().feature());
    return versions.getFirst() < OLDEST_VERSION
        ? Finding.degraded("versions", detail + "; 15 is the oldest that is supported", MIGRATE)
        : Finding.healthy("versions", detail);
  }

  private static String version(int number) {
    return number / 10_000 + "." + number % 10_000;
  }

  private static Finding disks(View view) {
    return view.home().disks().stream()
        .map(Checks::disk)
        .max(Comparator.comparing(Finding::status))
        .orElseGet(() -> Finding.unknown("disk", "there is no home yet"));
  }

  private static Finding disk(Disk disk) {
    var detail =
        "%s is free of %s under %s"
            .formatted(
                FeedProblem.bytes(disk.freeBytes()),
                FeedProblem.bytes(disk.totalBytes()),
                disk.what());
    var command = "df -h " + disk.what();
    if (disk.freeBytes() < 100 * MEBIBYTE) {
      return Finding.broken("disk", detail, command);
    }
    return disk.freeBytes() < GIBIBYTE || disk.freeBytes() * 20 < disk.totalBytes()
        ? Finding.degraded("disk", detail, command)
        : Finding.healthy("disk", detail);
  }

  private static Finding permissions(View view) {
    var tooOpen = view.home().tooOpen();
    return tooOpen.isEmpty()
        ? Finding.healthy("permissions", "secrets and data are for their owner only")
        : Finding.degraded(
            "permissions",
            "others can get at " + String.join(", ", tooOpen),
            "chmod go-rwx " + tooOpen.getFirst());
  }

  private static Finding port(View view) {
    var home = view.home();
    if (view.installation() == Running.YES) {
      return Finding.healthy("port", "the API has one");
    }
    if (home.port() == 0) {
      return Finding.healthy("port", "the API takes any that is free");
    }
    return home.portIsFree()
        ? Finding.healthy("port", "%d is free for the API".formatted(home.port()))
        : Finding.degraded(
            "port",
            "%d, where the API would listen, is taken by another program".formatted(home.port()),
            "SPLITPLOT_PORT=0 " + SERVE);
  }

  private static List<View.Database> databases(View view) {
    var databases = new ArrayList<View.Database>();
    if (view.primary() instanceof Seen.Here<View.Primary>(var primary)) {
      databases.add(primary.database());
    }
    if (view.warehouse() instanceof Seen.Here<View.Warehouse>(var warehouse)) {
      databases.add(warehouse.database());
    }
    return databases;
  }

  private static <T> Finding ofPrimary(
      View view,
      String check,
      Function<View.Primary, Seen<T>> part,
      Function<T, Finding> judgement) {
    return view.primary().judge(check, it -> part.apply(it).judge(check, judgement));
  }

  /** What the servers logged last. */
  private static String tail(View view) {
    return "tail -n 40 %s/splitplot.log.0".formatted(view.home().directory());
  }

  /** A statement for the operator; the address with its password stays in endpoints.json. */
  private static String sql(View view, String database, String statement) {
    return "psql \"$(jq -r .%s_psql %s/endpoints.json)\" -c \"%s\""
        .formatted(database, view.home().directory(), statement);
  }

  /** A statement for whoever administers the server. */
  private static String asAdmin(String statement) {
    return "psql -U postgres -d splitplot -c \"%s\"".formatted(statement);
  }
}
