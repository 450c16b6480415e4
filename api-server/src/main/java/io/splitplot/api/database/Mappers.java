package io.splitplot.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.logging.nologging.NoLoggingImpl;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.defaults.DefaultSqlSessionFactory;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.apache.ibatis.type.JdbcType;

/** The one place that opens MyBatis sessions. */
public final class Mappers {
  private final SqlSessionFactory sessions;

  public Mappers(Database database, Class<?>... mappers) {
    var configuration =
        new Configuration(
            new Environment("primary", new JdbcTransactionFactory(), database.dataSource()));
    configuration.setMapUnderscoreToCamelCase(true);
    configuration.setArgNameBasedConstructorAutoMapping(true);
    configuration.setLocalCacheScope(LocalCacheScope.STATEMENT);
    configuration.setJdbcTypeForNull(JdbcType.NULL);
    configuration.setLogImpl(NoLoggingImpl.class); // it would log parameters
    for (var mapper : mappers) {
      configuration.addMapper(mapper);
    }
    this.sessions = new DefaultSqlSessionFactory(configuration);
  }

  /** Reads. */
  public <M, R> R read(Class<M> mapper, Function<M, R> work) {
    return call(session -> work.apply(session.getMapper(mapper)));
  }

  /**
   * Commits when {@code work} returns; a throw leaves nothing behind.
   *
   * @param actor who the audit log says has done it
   */
  public <M, R> R change(String actor, Class<M> mapper, Function<M, R> work) {
    return call(session -> {
      sign(session.getConnection(), actor);
      return work.apply(session.getMapper(mapper));
    });
  }

  private <R> R call(Function<SqlSession, R> work) {
    try (var session = sessions.openSession()) {
      try {
        var result = work.apply(session);
        session.commit(true); // true: a function called by select may have written
        return result;
      } catch (RuntimeException e) {
        session.rollback(true); // closing alone would commit what a select's function wrote
        throw e;
      }
    } catch (PersistenceException e) {
      throw e.getCause() instanceof SQLException cause ? Database.explain(cause) : e;
    }
  }

  private static void sign(Connection connection, String actor) {
    try (var statement =
        connection.prepareStatement("select set_config('splitplot.actor', ?, true)")) {
      statement.setString(1, actor);
      statement.execute();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }
}
