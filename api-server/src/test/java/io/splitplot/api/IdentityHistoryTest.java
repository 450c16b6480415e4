package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Visitors log in, on one device or several, alone or after each other: who sees what? */
class IdentityHistoryTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    for (var i = 0; i < 4; i++) {
      api.runningExperiment("everybody-" + i, "1");
      api.runningExperiment("some-" + i, "0.4");
    }
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void whoLogsInForTheFirstTimeKeepsWhatWasSeenBefore() {
    var before = expose("new-a", "new-1");
    logIn("new-a", "new-u", "new-1");

    assertThat(expose("new-u", "new-1")).isEqualTo(before);
    assertThat(expose("new-u", "new-2")).isEqualTo(before);
  }

  @Test
  void whatTheKnownUnitSawOnAnotherDeviceWinsFromTheNextSessionOn() {
    var elsewhere = expose("old-u", "old-1");
    var before = expose("old-a", "old-2");
    logIn("old-a", "old-u", "old-2");

    assertThat(before).isNotEqualTo(elsewhere);
    assertThat(expose("old-u", "old-2")).isEqualTo(before);
    assertThat(expose("old-u", "old-3")).isEqualTo(elsewhere);
    assertThat(expose("old-a", "old-4")).isEqualTo(elsewhere);
  }

  @Test
  void aSecondDeviceFollowsTheFirstFromTheNextSessionOn() {
    var first = expose("two-a", "two-1");
    logIn("two-a", "two-u", "two-1");
    var second = expose("two-b", "two-2");
    logIn("two-b", "two-u", "two-2");

    assertThat(second).isNotEqualTo(first);
    assertThat(expose("two-u", "two-2")).isEqualTo(second);
    assertThat(expose("two-b", "two-3")).isEqualTo(first);
  }

  @Test
  void whoSharesADeviceHasVariantsOfTheOwnFromTheNextSessionOn() {
    var first = expose("one-a", "one-1");
    logIn("one-a", "one-u", "one-1");
    logIn("one-a", "one-v", "one-1");

    assertThat(expose("one-v", "one-1")).isEqualTo(first);
    assertThat(expose("one-v", "one-2")).isNotEqualTo(first);
    assertThat(expose("one-u", "one-3")).isEqualTo(first);
    assertThat(expose("one-a", "one-4")).isEqualTo(first);
  }

  /** Sessions of visitors who come and go at random, against the rules written down once more. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverHappensNoSessionAndNoUnitSeesTwoVariants(long seed) {
    new History(seed).live(400);

    assertThat(
            api.value(
                """
                select
                  (select count(*) from (
                    select from splitplot.exposure where session_id is not null
                    group by experiment_id, session_id having count(distinct variant_id) > 1) s)
                  || ' sessions and '
                  || (select count(*) from (
                    select from splitplot.exposure
                    group by experiment_id, unit_id having count(distinct variant_id) > 1) u)
                  || ' units see two variants'
                """))
        .isEqualTo("0 sessions and 0 units see two variants");
    assertThat(
            Integer.parseInt(api.value("select count(*) from splitplot.session where is_pinned")))
        .isGreaterThan(10);
  }

  /** A shop for a while. */
  private static final class History {
    private static final int DEVICES = 12;
    private static final int USERS = 8;

    private final SplittableRandom random;
    private final String prefix;
    private final List<Device> devices = new ArrayList<>();
    private final Map<String, String> roots = new HashMap<>();
    private final Set<String> exposed = new HashSet<>();
    private int sessions;

    /** What stands on a table: who uses it now, in which session, and what that session saw. */
    private static final class Device {
      private final String id;
      private @Nullable String user;
      private String session = "";
      private String decidedAs = "";
      private boolean isAnonymous; // when the session began
      private @Nullable JsonNode seen;

      Device(String id) {
        this.id = id;
      }

      String unit() {
        return user == null ? id : user;
      }
    }

    History(long seed) {
      this.random = new SplittableRandom(seed);
      this.prefix = "h%d-".formatted(seed);
      for (var i = 0; i < DEVICES; i++) {
        var device = new Device(prefix + "device-" + i);
        devices.add(device);
        begin(device);
      }
    }

    void live(int steps) {
      for (var i = 0; i < steps; i++) {
        var device = devices.get(random.nextInt(DEVICES));
        switch (random.nextInt(8)) {
          case 0 -> begin(device);
          case 1 -> logOut(device);
          case 2 -> logIn(device, prefix + "user-" + random.nextInt(USERS));
          default -> look(device);
        }
      }
    }

    private void begin(Device device) {
      device.session = prefix + "session-" + sessions++;
      device.decidedAs = roots.getOrDefault(device.unit(), device.unit());
      device.seen = null;
      device.isAnonymous = device.user == null;
    }

    private void logOut(Device device) {
      device.user = null;
      begin(device);
    }

    private void logIn(Device device, String user) {
      if (!device.isAnonymous) {
        logOut(device);
      }
      IdentityHistoryTest.logIn(device.id, user, device.session);
      device.user = user;
      if (!roots.containsKey(user)) {
        roots.put(user, exposed.contains(user) || roots.containsKey(device.id) ? user : device.id);
      }
      roots.putIfAbsent(device.id, roots.get(user));
    }

    private void look(Device device) {
      var seen = expose(device.unit(), device.session);
      assertThat(seen)
          .as("%s in %s, decided as %s", device.unit(), device.session, device.decidedAs)
          .isEqualTo(device.seen == null ? byItself(device.decidedAs) : device.seen);
      device.seen = seen;
      exposed.add(device.decidedAs);
    }
  }

  private static void logIn(String anonymous, String known, String session) {
    var answer =
        api.post(
            "/v1/identities",
            "client",
            "{'anonymous':{'user':'%s'},'known':{'user':'%s'},'session':'%s'}"
                .formatted(anonymous, known, session));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** What a unit sees; every exposure must be accepted. */
  private static JsonNode expose(String unit, String session) {
    var assignments =
        api.post(
                "/v1/assignments",
                "client",
                "{'unit':{'user':'%s','session':'%s'},'expose':true}".formatted(unit, session))
            .json()
            .path("assignments");
    assertThat(assignments).isNotEmpty();
    for (var assignment : assignments) {
      assertThat(assignment.path("exposed").booleanValue())
          .as(assignment.toString())
          .isEqualTo(assignment.hasNonNull("variant"));
      ((ObjectNode) assignment).remove("exposed");
    }
    return assignments;
  }

  /** What SQL gives a unit that is linked with nobody. */
  private static JsonNode byItself(String unit) {
    return Json.parse(
        api.value(
            """
            select jsonb_agg(jsonb_build_object(
              'experiment', p.experiment,
              'variant', p.variants[d.variant_index],
              'parameters', p.parameters[d.variant_index],
              'phase', p.phase,
              'reason', d.reason) order by p.experiment collate "C")
            from splitplot.assignment_plan p
            cross join lateral splitplot.decide(
              p.mode, p.domain_salts, p.domain_buckets, p.holdout_salts, p.holdout_buckets,
              p.layer_salt, p.own_buckets, p.open_buckets, p.shared_buckets, p.salt,
              p.lower_bounds, p.control_index, p.moved_buckets, p.targeting, '%s', '{}') d
            where p.valid @> now()
            """
                .formatted(unit)));
  }
}
