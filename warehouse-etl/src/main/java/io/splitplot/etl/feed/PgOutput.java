package io.splitplot.etl.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.feed.PendingTransaction.Change;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads messages of the output plugin pgoutput, protocol version 1, into transactions.
 *
 * <p>It keeps what it must know from earlier messages: the tables, and the transaction that is
 * open.
 */
final class PgOutput {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int JSON_OID = 114;
  private static final int JSONB_OID = 3802;

  private record Column(String name, int type) {}

  private record Table(String name, List<Column> columns) {}

  private final Map<Integer, Table> tables = new HashMap<>();
  private final List<PendingTransaction> transactions = new ArrayList<>();
  private List<Change> open = new ArrayList<>();
  private long finish;

  /** The transactions whose end was read. */
  List<PendingTransaction> transactions() {
    return transactions;
  }

  /** Takes the next message. */
  void read(byte[] bytes) {
    var message = ByteBuffer.wrap(bytes);
    var kind = message.get();
    switch (kind) {
      case 'B' -> {
        finish = message.getLong();
        open = new ArrayList<>();
      }
      case 'C' -> {
        message.get();
        message.getLong();
        transactions.add(new PendingTransaction(lsn(finish), lsn(message.getLong()), open));
      }
      case 'R' -> readTable(message);
      case 'I' -> readInsert(message);
      case 'U' -> addOther("update", message.getInt());
      case 'D' -> addOther("delete", message.getInt());
      case 'T' -> readTruncate(message);
      default -> {
        // origins, types and messages are nobody's rows
      }
    }
  }

  private void readTable(ByteBuffer message) {
    var id = message.getInt();
    text(message);
    var name = text(message);
    message.get();
    var columns = new ArrayList<Column>();
    for (var left = message.getShort(); left > 0; left--) {
      message.get();
      columns.add(new Column(text(message), message.getInt()));
      message.getInt();
    }
    tables.put(id, new Table(name, columns));
  }

  private void readInsert(ByteBuffer message) {
    var table = table(message.getInt());
    message.get();
    message.getShort();
    var row = JSON.createObjectNode();
    for (var column : table.columns()) {
      if (message.get() == 't') {
        put(row, column, value(message));
      } else {
        row.putNull(column.name()); // an insert has no unchanged values
      }
    }
    open.add(new Change(table.name(), "insert", row));
  }

  private void readTruncate(ByteBuffer message) {
    var count = message.getInt();
    message.get();
    for (var left = count; left > 0; left--) {
      addOther("truncate", message.getInt());
    }
  }

  private void addOther(String operation, int table) {
    open.add(new Change(table(table).name(), operation, JSON.createObjectNode()));
  }

  private Table table(int id) {
    var table = tables.get(id);
    if (table == null) {
      throw new IllegalStateException("pgoutput describes a table before its rows");
    }
    return table;
  }

  private static void put(ObjectNode row, Column column, String value) {
    if (column.type() == JSON_OID || column.type() == JSONB_OID) {
      try {
        row.set(column.name(), JSON.readTree(value));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("PostgreSQL writes valid JSON", e);
      }
    } else {
      row.put(column.name(), value);
    }
  }

  private static String value(ByteBuffer message) {
    var bytes = new byte[message.getInt()];
    message.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer message) {
    var bytes = new ByteArrayOutputStream();
    for (var next = message.get(); next != 0; next = message.get()) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String lsn(long position) {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFFFFFFL);
  }
}
