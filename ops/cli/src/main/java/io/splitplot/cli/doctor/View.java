package io.splitplot.cli.doctor;

import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was seen at one time; nothing in it is a secret.
 *
 * @param installation what endpoints.json says of what runs
 * @param spool the file of facts that wait, looked at only when the API does not answer
 * @param primaryPending how many migrations are not applied
 * @param warehousePending how many migrations are not applied
 */
record View(
    Home home,
    Running installation,
    Seen<Api> api,
    Seen<Spool> spool,
    Seen<Primary> primary,
    Seen<Integer> primaryPending,
    Seen<Warehouse> warehouse,
    Seen<Integer> warehousePending) {

  /**
   * The folder of the installation.
   *
   * @param exists false before the first start
   * @param tooOpen files with secrets or data that others than the owner may read, or change
   * @param disks the file systems of the home and of its data
   * @param port the port that the API would listen on
   * @param portIsFree whether it could
   */
  record Home(
      Path directory,
      boolean exists,
      List<String> tooOpen,
      List<Disk> disks,
      int port,
      boolean portIsFree) {}

  /** A file system, by what lies on it. */
  record Disk(String what, long freeBytes, long totalBytes) {}

  /** What should be running. */
  enum Running {
    /** endpoints.json names a process that is there. */
    YES,
    /** There is no endpoints.json. */
    NO,
    /** endpoints.json was left behind by a process that is gone. */
    LEFT_BEHIND,
    /** endpoints.json cannot be understood. */
    UNREADABLE
  }

  /**
   * What the API says of itself.
   *
   * @param checks those of /health/ready
   * @param clockAhead how far its clock is ahead of ours; its header has whole seconds
   */
  record Api(Duration answeredIn, List<ReadyCheck> checks, Duration clockAhead) {
    Optional<ReadyCheck> check(String name) {
      return checks.stream().filter(it -> it.name().equals(name)).findFirst();
    }
  }

  /** One check of /health/ready. */
  record ReadyCheck(String name, String status, String detail) {}

  /**
   * The spool's file.
   *
   * @param problem why it cannot be read; empty: it can
   * @param oldest when the oldest fact was received; empty: there is none
   */
  record Spool(String problem, long facts, long bytes, Optional<Instant> oldest) {}

  /**
   * What both databases have.
   *
   * @param clockAhead how far its clock is ahead of ours
   * @param version as server_version_num
   * @param transactionAge oldest transaction id that is not frozen, in transactions
   */
  record Database(Duration clockAhead, int version, long transactionAge) {}

  /**
   * The primary.
   *
   * @param refusedLately acknowledged facts that were refused within a day
   */
  record Primary(
      Database database,
      boolean isStandby,
      boolean isReadOnly,
      Seen<FactDays> factDays,
      Seen<Long> refusedLately,
      Seen<Keys> keys,
      Seen<List<SlotState>> slots) {}

  /**
   * Where facts are kept.
   *
   * @param hasToday whether there are partitions for today
   * @param daysAhead for how many days from tomorrow there are, without a gap
   * @param oldestOverdue days by which the oldest partition is older than it should be kept; 0:
   *     none
   * @param idsOverdue days by which the oldest id is older than it should be kept; 0: none
   */
  record FactDays(boolean hasToday, int daysAhead, int oldestOverdue, int idsOverdue) {}

  /**
   * Keys of the API.
   *
   * @param good how many are in force
   * @param expiring names of those that expire within a week, the first first
   */
  record Keys(int good, List<String> expiring) {}

  /** The warehouse. */
  record Warehouse(Database database, Seen<WarehouseState> feed, Seen<List<LineState>> lines) {}
}
