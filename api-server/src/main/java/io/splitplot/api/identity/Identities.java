package io.splitplot.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseException;
import io.splitplot.api.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows as which unit each visitor is decided: {@code splitplot.deciding_unit} without a query for
 * all but those that may be linked, or whose session may be pinned.
 *
 * <p>What another server links is known here about as soon as the database is looked at next (see
 * {@link IdentityFollower}), what this one links at once. Answers of the primary are kept, since
 * links and pinned sessions never change, unless somebody is forgotten.
 */
public final class Identities {
  private static final int REMEMBERED_MAX = 100_000;

  /** How long a primary that did not answer is not asked again. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final String SESSION = "session";

  private final IdentityStore store;
  private final InstantSource clock;
  private final Cache<Name, String> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

  /** Null: none is complete, so that everybody may be linked. */
  private volatile @Nullable LinkedUnits linked;

  /** Where a link of this server must be entered; the same, or what will be it; null: nothing. */
  private volatile @Nullable LinkedUnits latest;

  private volatile Instant silentUntil = Instant.MIN;

  /**
   * Identities of which nothing is known yet.
   *
   * @param lookups the primary too, with short limits: requests wait for it
   */
  public Identities(Database primary, Database lookups, InstantSource clock) {
    this.store = new IdentityStore(primary, lookups);
    this.clock = clock;
  }

  /**
   * As which units the units of a request are decided; asks the primary at most once.
   *
   * @param units unit type to unit id; {@code session} is also the session that the others are in
   */
  public DecidingUnits resolve(Map<String, String> units) {
    var session = units.get(SESSION);
    var ids = new HashMap<>(units);
    var open = new ArrayList<Visitor>();
    units.forEach((type, id) -> {
      var visitor = new Visitor(type, id, type.equals(SESSION) ? null : session);
      if (!recall(visitor, ids)) {
        open.add(visitor);
      }
    });
    return new DecidingUnits(ids, open.isEmpty() ? Set.of() : ask(open, ids));
  }

  /** Puts what is known without asking into {@code ids}; false: one must ask. */
  private boolean recall(Visitor visitor, Map<String, String> ids) {
    var pinned = visitor.pinned();
    if (pinned != null && mayBeLinked(pinned)) {
      return put(known.getIfPresent(pinned), visitor, ids);
    }
    return !mayBeLinked(visitor.unit()) || put(known.getIfPresent(visitor.unit()), visitor, ids);
  }

  private static boolean put(@Nullable String id, Visitor visitor, Map<String, String> ids) {
    if (id != null) {
      ids.put(visitor.unitType(), id);
    }
    return id != null;
  }

  private boolean mayBeLinked(Name name) {
    var units = linked;
    return units == null || units.mayContain(name);
  }

  /** Puts the primary's answer into {@code ids}; gives the unit types that it did not answer. */
  private Set<String> ask(List<Visitor> visitors, Map<String, String> ids) {
    var unknown = new HashSet<String>();
    visitors.forEach(visitor -> unknown.add(visitor.unitType()));
    for (var answer : asked(visitors)) {
      unknown.remove(answer.visitor().unitType());
      answer.root().ifPresent(root -> known.put(answer.visitor().unit(), root));
      var pinned = answer.visitor().pinned();
      if (pinned != null) {
        answer.pinnedTo().ifPresent(id -> known.put(pinned, id));
      }
      answer.pinnedTo().or(answer::root).ifPresent(id -> ids.put(answer.visitor().unitType(), id));
    }
    ids.keySet().removeAll(unknown);
    return unknown;
  }

  private List<IdentityStore.Answer> asked(List<Visitor> visitors) {
    if (clock.instant().isBefore(silentUntil)) {
      return List.of();
    }
    try {
      return store.ask(visitors);
    } catch (ProblemException | DatabaseException _) {
      silentUntil = clock.instant().plus(SILENCE);
      return List.of();
    }
  }

  /** Says that two units of a type are one person; returns when that is durable. */
  IdentityStore.Link link(LogIn logIn) {
    var link = store.link(logIn);
    var units = latest; // after the commit: one that comes to be later is read after it, too
    if (units != null) {
      units.add(Name.ofUnit(logIn.unitType(), logIn.anonymous()));
      units.add(Name.ofUnit(logIn.unitType(), logIn.known()));
      logIn.session().ifPresent(it -> units.add(Name.ofSession(logIn.unitType(), it)));
    }
    return link;
  }

  /** Those that may be linked, when all of them are known; empty: everybody may be. */
  Optional<LinkedUnits> linked() {
    return Optional.ofNullable(linked);
  }

  /** Answers of the primary are not true any more: somebody was forgotten. */
  public void forget() {
    known.invalidateAll();
  }

  /** Says that everybody may be linked, until all who are have been read into {@code units}. */
  void startReading(LinkedUnits units) {
    linked = null;
    latest = units;
  }

  /** Says that they have been. */
  void endReading() {
    linked = latest;
  }
}
