package io.splitplot.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import io.splitplot.migrate.Migrate;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins of a home, each with the rights of its task: against an embedded server. */
class ProvisionTest {
  private static final Path BINARIES =
      Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");

  private static final String OWNED_BY_LOGINS =
      """
      select o.name || ' of ' || r.rolname
      from (
        select c.oid::regclass::text as name, c.relnamespace as schema, c.relowner as owner
        from pg_class c
        union all
        select p.oid::regprocedure::text, p.pronamespace, p.proowner from pg_proc p
        union all
        select n.nspname, n.oid, n.nspowner from pg_namespace n
      ) o
      join pg_namespace n on n.oid = o.schema
      join pg_roles r on r.oid = o.owner
      where n.nspname in ('splitplot', 'stats', 'fact', 'etl', 'rollup', 'report', 'flyway')
        and r.rolcanlogin
      """;

  @TempDir Path folder;

  private EmbeddedPostgres postgres;
  private Server server;
  private Provision provision;

  @BeforeEach
  void startAServer() {
    postgres = EmbeddedPostgres.start(Options.of(folder.resolve("data"), BINARIES));
    server =
        new Server(
            new Login(postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password()),
            postgres.jdbcUrl(Server.DATABASE),
            false);
    provision = new Provision(Secrets.of(new Home(folder)));
  }

  @AfterEach
  void stopIt() {
    postgres.close();
  }

  @Test
  void everythingIsOwnedByARoleThatCannotLogIn() throws SQLException {
    var primary = provision.primary(server);

    run(primary.migrator(), "create table splitplot.of_a_tool ()");

    assertThat(rows(primary.migrator(), OWNED_BY_LOGINS)).isEmpty();
    assertThat(rows(primary.migrator(), "select session_user || ' as ' || current_user"))
        .containsExactly("splitplot_migrator as splitplot_owner");
  }

  @Test
  void aHomeWhoseOwnerCouldLogInGoesOnWorkingAndItNoLongerCan() throws SQLException {
    var formerOwner = new Login(server.url(), Roles.OWNER, "secret");
    run(
        server.admin(),
        "create role splitplot_owner login createrole password 'secret'",
        "create database splitplot owner splitplot_owner");
    Migrate.run(formerOwner.dataSource(), Migrate.Target.PRIMARY);
    run(formerOwner, "update splitplot.unit_type set description = 'ours' where key = 'user'");

    var primary = provision.primary(server);

    assertThat(
            rows(
                primary.server(), "select description from splitplot.unit_type where key = 'user'"))
        .containsExactly("ours");
    assertThat(rows(primary.migrator(), OWNED_BY_LOGINS)).isEmpty();
    assertThatThrownBy(() -> rows(formerOwner, "select 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void eachLogInHasOneGroup() throws SQLException {
    var primary = provision.primary(server);
    provision.primary(server);

    assertThat(
            rows(
                primary.migrator(),
                """
                select m.member::regrole || ' ' || m.roleid::regrole
                from pg_auth_members m
                where m.member::regrole::text in (select rolname from pg_roles where rolcanlogin)
                  and m.member::regrole::text like 'splitplot%'
                order by 1
                """))
        .containsExactly(
            "splitplot_migrator splitplot_owner",
            "splitplot_privacy_officer splitplot_privacy",
            "splitplot_reader splitplot_analyst",
            "splitplot_replicator splitplot_feed",
            "splitplot_server splitplot_api");
  }

  @Test
  void whoReadsReportsCannotReadAUnit() throws SQLException {
    var warehouse = provision.warehouse(server);
    run(
        warehouse.migrator(),
        "insert into fact.event"
            + " (source, arrival, id, unit_type, unit_id, name, occurred_at, received_at)"
            + " values (1, 1, gen_random_uuid(), 'user', 'u1', 'buy', now(), now())");

    assertThat(rows(warehouse.reports(), "select unit_count from rollup.traffic")).isEmpty();
    assertThat(rows(warehouse.reader(), "select unit_id from fact.event")).containsExactly("u1");
    for (var statement :
        List.of(
            "select unit_id from fact.event",
            "select unit_id from fact.exposure",
            "select unit_id from rollup.unit",
            "select fact.events_between(null, null)",
            "set role splitplot_analyst",
            "copy fact.event to stdout")) {
      assertThatThrownBy(() -> run(warehouse.reports(), statement))
          .as(statement)
          .hasMessageContaining("permission denied");
    }
  }

  private static void run(Login login, String... statements) throws SQLException {
    try (var connection = login.dataSource().getConnection();
        var statement = connection.createStatement()) {
      for (var one : statements) {
        statement.execute(one);
      }
    }
  }

  private static List<String> rows(Login login, String query) throws SQLException {
    try (var connection = login.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
