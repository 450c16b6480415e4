package io.splitplot.simulation.ledger;

import io.splitplot.simulation.Verdict;
import io.splitplot.simulation.ledger.PlannedFact.Expected;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Compares the ledger with what the databases hold when everything has come to rest. */
final class Checks {
  private static final int EVIDENCE_MAX = 10;
  private static final String EXPOSURES = "select id from splitplot.exposure";
  private static final String EVENTS = "select id from splitplot.event";
  private static final String ASKED =
      """
      select e.key || ' ' || coalesce(x.session_id, x.unit_id), count(*)::text
      from splitplot.exposure x
      join splitplot.experiment e using (experiment_id)
      where coalesce(x.session_id, x.unit_id) like 'ledger-ask-%'
      group by 1
      """;
  private static final String UNITS =
      """
      select format('unit %s of experiment %s has %s variants', unit_id, experiment_id,
        count(distinct variant_id))
      from TABLE
      group by experiment_id, unit_id
      having count(distinct variant_id) > 1
      """;
  private static final String SESSIONS =
      """
      select format('session %s of experiment %s has %s variants', session_id, experiment_id,
        count(distinct variant_id))
      from TABLE
      where session_id is not null
      group by experiment_id, session_id
      having count(distinct variant_id) > 1
      """;
  private static final String FIRST =
      """
      select e.key || ' ' || f.unit_id, v.key
      from splitplot.first_assignment f
      join splitplot.experiment e using (experiment_id)
      join splitplot.variant v using (variant_id)
      """;

  private final Map<UUID, Entry> entries = new HashMap<>();
  private final Ledger ledger;
  private final StoredFacts primary;
  private final StoredFacts warehouse;
  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

  /** What is known about an id: what was planned, in which request, and all that was said of it. */
  private record Entry(PlannedFact fact, int request, byte said) {
    boolean isAcknowledged() {
      return (said & Ledger.ACKNOWLEDGED) != 0;
    }

    boolean isRefused() {
      return (said & Ledger.REFUSED) != 0;
    }

    /** The smallest evidence: what to look for in plan and ledger. */
    String sentence(String what) {
      return "%s of request %d %s".formatted(fact.id(), request, what);
    }
  }

  Checks(Plan plan, Ledger ledger, StoredFacts primary, StoredFacts warehouse) {
    this.ledger = ledger;
    this.primary = primary;
    this.warehouse = warehouse;
    for (var number = 0; number < plan.shape().requests(); number++) {
      var said = ledger.saidAbout(number);
      var facts = plan.request(number).facts();
      for (var i = 0; i < facts.size(); i++) {
        enter(facts.get(i), number, said == null ? 0 : said[i]);
      }
    }
  }

  private void enter(PlannedFact fact, int request, byte said) {
    entries.merge(
        fact.id(),
        new Entry(fact, request, said),
        (known, _) -> new Entry(fact, known.request(), (byte) (known.said() | said)));
  }

  /** Every promise by its sentence. */
  Map<String, Verdict> all(Map<String, String> variants, int unresolved) throws SQLException {
    var exposures = primary.times(EXPOSURES);
    var events = primary.times(EVENTS);
    var stored = new HashMap<>(exposures);
    stored.putAll(events);
    var kept =
        primary.hasTable("splitplot.refused_fact")
            ? primary.times("select (item ->> 'id')::uuid from splitplot.refused_fact")
            : Map.<UUID, Integer>of();

    say(
        "every request was answered in the end",
        unresolved == 0 ? List.of() : List.of(unresolved + " were not"));
    say("no answer was one that no server may give", ledger.surprises());
    say(
        "acknowledged facts missing in the primary: 0",
        each(stored, (e, n) -> missing(e, n, kept)));
    say(
        "facts stored twice in the primary: 0",
        each(stored, (e, n) -> n > 1 ? e.sentence("is stored " + n + " times") : null));
    say("refused facts stored: 0", each(stored, Checks::refusedButStored));
    say("good facts refused: 0", each(kept, Checks::refusedThoughGood));
    say("exposures of assignments: none lost, none doubled", assignments());
    checkWarehouse(exposures, events);
    checkVariants(variants);
    return verdicts;
  }

  /** How many facts there were. */
  String counts() {
    var acknowledged = entries.values().stream().filter(Entry::isAcknowledged).count();
    var refused = entries.values().stream().filter(Entry::isRefused).count();
    return "%d facts, %d acknowledged, %d refused".formatted(entries.size(), acknowledged, refused);
  }

  private void say(String sentence, List<String> evidence) {
    verdicts.put(
        sentence, evidence.isEmpty() ? new Verdict.Holds() : new Verdict.Violated(evidence));
  }

  /** Evidence about entries, each with how often it is stored. */
  private List<String> each(
      Map<UUID, Integer> stored, BiFunction<Entry, Integer, @Nullable String> judge) {
    var evidence = new ArrayList<String>();
    for (var entry : entries.values()) {
      var sentence = judge.apply(entry, stored.getOrDefault(entry.fact().id(), 0));
      if (sentence != null && evidence.size() < EVIDENCE_MAX) {
        evidence.add(sentence);
      }
    }
    return evidence;
  }

  /** A fact that waited in a server's spool may be refused afterwards; then it is kept apart. */
  private static @Nullable String missing(Entry entry, int times, Map<UUID, Integer> kept) {
    var isRightlyKept =
        entry.fact().expected() != Expected.TAKEN && kept.containsKey(entry.fact().id());
    return entry.isAcknowledged() && times == 0 && !isRightlyKept
        ? entry.sentence("was acknowledged and is not stored")
        : null;
  }

  private static @Nullable String refusedButStored(Entry entry, int times) {
    if (times > 0 && entry.fact().expected() == Expected.REFUSED) {
      return entry.sentence("is bad and is stored");
    }
    return times > 0 && entry.isRefused() && !entry.isAcknowledged()
        ? entry.sentence("was refused and is stored")
        : null;
  }

  private static @Nullable String refusedThoughGood(Entry entry, int timesKept) {
    return entry.fact().expected() == Expected.TAKEN && (entry.isRefused() || timesKept > 0)
        ? entry.sentence("is good and was refused")
        : null;
  }

  private List<String> assignments() throws SQLException {
    var stored = primary.pairs(ASKED);
    var evidence = new ArrayList<String>();
    ledger
        .asked()
        .forEach((number, asked) -> {
          for (var experiment : List.of(Plan.BY_USER, Plan.BY_SESSION)) {
            var times =
                Integer.parseInt(
                    stored.getOrDefault(
                        experiment + " " + PlannedRequest.sessionOfAssignment(number), "0"));
            var acknowledged = asked.exposed().getOrDefault(experiment, 0);
            if ((times < acknowledged || times > asked.attempts())
                && evidence.size() < EVIDENCE_MAX) {
              evidence.add(
                  "request %d asked %d times, was told of %d exposures to %s, and %d are stored"
                      .formatted(number, asked.attempts(), acknowledged, experiment, times));
            }
          }
        });
    return evidence;
  }

  private void checkWarehouse(Map<UUID, Integer> exposures, Map<UUID, Integer> events)
      throws SQLException {
    var taken = warehouse.times("select id from fact.exposure where source = 0");
    say("the warehouse has each exposure of the primary once", differences(exposures, taken));
    var wanted = new HashMap<UUID, Integer>();
    events.forEach((id, times) -> {
      var entry = entries.get(id);
      wanted.put(id, entry == null ? times : times * entry.fact().units());
    });
    say(
        "the warehouse has each event of the primary once for each unit",
        differences(wanted, warehouse.times("select id from fact.event where source = 0")));
    say(
        "rollups are what the facts give",
        warehouse.evidence("select r::text from rollup.rebuild() r"));
  }

  private static List<String> differences(Map<UUID, Integer> wanted, Map<UUID, Integer> found) {
    var evidence = new ArrayList<String>();
    for (var id : wanted.keySet()) {
      if (!wanted.get(id).equals(found.getOrDefault(id, 0))) {
        evidence.add(
            "%s: %d rows instead of %d".formatted(id, found.getOrDefault(id, 0), wanted.get(id)));
      }
    }
    found.keySet().stream()
        .filter(id -> !wanted.containsKey(id))
        .forEach(id -> evidence.add(id + " is not in the primary"));
    return evidence.subList(0, Math.min(EVIDENCE_MAX, evidence.size()));
  }

  private void checkVariants(Map<String, String> variants) throws SQLException {
    say("a unit has one variant", primary.evidence(UNITS.replace("TABLE", "splitplot.exposure")));
    say(
        "a session has one variant",
        primary.evidence(SESSIONS.replace("TABLE", "splitplot.exposure")));
    var first = primary.pairs(FIRST);
    var evidence = new ArrayList<String>();
    variants.forEach((unit, variant) -> {
      if (!variant.equals(first.getOrDefault(unit, variant)) && evidence.size() < EVIDENCE_MAX) {
        evidence.add("%s was told %s, stored is %s".formatted(unit, variant, first.get(unit)));
      }
    });
    say("what clients were told is the variant that is stored", evidence);
  }
}
