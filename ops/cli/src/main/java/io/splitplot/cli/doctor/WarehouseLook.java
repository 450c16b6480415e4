package io.splitplot.cli.doctor;

import static io.splitplot.cli.doctor.DatabaseLook.part;

import io.splitplot.cli.installation.Login;
import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.WarehouseState;
import java.sql.SQLException;

/** Looks at the warehouse. */
final class WarehouseLook {
  private WarehouseLook() {}

  static View.Warehouse at(Login login) throws SQLException {
    try (var connection = DatabaseLook.connections(login).getConnection()) {
      return new View.Warehouse(
          DatabaseLook.at(connection),
          part(() -> WarehouseState.read(connection)),
          part(() -> LineState.read(connection)));
    }
  }
}
