package io.splitplot.etl.export;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes rows of a query as a file of Parquet: flat columns that may be null, plain values, one
 * page for each column of a group of rows, compressed with zstd. The same rows give the same bytes.
 *
 * <p>Only what we need of the format; that others can read it is tested with a reader that is not
 * ours. Numbers of fields are those of the format's own description, parquet.thrift.
 */
final class ParquetWriter implements Closeable {
  /** Uncompressed size from which on a group of rows is written: what a writer keeps in memory. */
  private static final int GROUP_BYTES = 8 << 20;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String CREATED_BY = "splitplot";
  private static final int FORMAT_VERSION = 1;
  private static final int OPTIONAL = 1;
  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int ZSTD = 6;
  private static final int ZSTD_LEVEL = 3;

  private final OutputStream out;
  private final List<Column> columns = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private long position;
  private long rowCount;
  private int groupRows;

  private record Group(List<Chunk> chunks, long rows) {
    long bytes() {
      return chunks.stream().mapToLong(Chunk::uncompressed).sum();
    }
  }

  private record Chunk(Column column, long rows, long position, long uncompressed, long written) {}

  /** A column, with its values of the group of rows that is being collected. */
  private static final class Column {
    private final String name;
    private final ParquetType type;
    private final int resultColumn;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream presence = new ByteArrayOutputStream();
    private boolean isPresent;
    private int run;

    Column(String name, ParquetType type, int resultColumn) {
      this.name = name;
      this.type = type;
      this.resultColumn = resultColumn;
    }

    void append(ResultSet row) throws SQLException {
      var present = type.append(row, resultColumn, values);
      if (present != isPresent) {
        endRun();
        isPresent = present;
      }
      run++;
    }

    /** Runs of rows that have a value, or have none: how many, then which. */
    private void endRun() {
      if (run > 0) {
        ThriftStruct.varint(presence, (long) run << 1);
        presence.write(isPresent ? 1 : 0);
        run = 0;
      }
    }

    int bytes() {
      return values.size() + presence.size();
    }

    byte[] takePage() {
      endRun();
      var page = new ByteArrayOutputStream(bytes() + Integer.BYTES);
      ParquetType.littleEndian(page, presence.size(), Integer.BYTES);
      page.writeBytes(presence.toByteArray());
      page.writeBytes(type.page(values.toByteArray()));
      presence.reset();
      values.reset();
      return page.toByteArray();
    }
  }

  /**
   * @param skipped so many columns at the query's beginning are left out
   */
  ParquetWriter(OutputStream out, ResultSetMetaData query, int skipped)
      throws IOException, SQLException {
    this.out = out;
    for (var i = skipped + 1; i <= query.getColumnCount(); i++) {
      columns.add(new Column(query.getColumnLabel(i), ParquetType.of(query, i), i));
    }
    write(MAGIC);
  }

  /** Adds the query's current row. */
  void append(ResultSet row) throws SQLException, IOException {
    for (var column : columns) {
      column.append(row);
    }
    groupRows++;
    if (columns.stream().mapToInt(Column::bytes).sum() >= GROUP_BYTES) {
      endGroup();
    }
  }

  private void endGroup() throws IOException {
    var chunks = new ArrayList<Chunk>();
    for (var column : columns) {
      chunks.add(writePage(column));
    }
    groups.add(new Group(chunks, groupRows));
    rowCount += groupRows;
    groupRows = 0;
  }

  private Chunk writePage(Column column) throws IOException {
    var page = column.takePage();
    var compressed = Zstd.compress(page, ZSTD_LEVEL);
    var rows = groupRows;
    var header =
        ThriftStruct.bytes(fields ->
            fields
                .i32(1, DATA_PAGE)
                .i32(2, page.length)
                .i32(3, compressed.length)
                .struct(5, data -> data.i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE)));
    var chunk =
        new Chunk(
            column,
            rows,
            position,
            (long) header.length + page.length,
            (long) header.length + compressed.length);
    write(header);
    write(compressed);
    return chunk;
  }

  /** Rows added so far. */
  long rows() {
    return rowCount + groupRows;
  }

  /** Ends the file; without this there is none. */
  void finish() throws IOException {
    if (groupRows > 0) {
      endGroup();
    }
    var footer = ThriftStruct.bytes(this::describeFile);
    write(footer);
    var length = new ByteArrayOutputStream();
    ParquetType.littleEndian(length, footer.length, Integer.BYTES);
    write(length.toByteArray());
    write(MAGIC);
    out.flush();
  }

  private void describeFile(ThriftStruct file) {
    List<Consumer<ThriftStruct>> schema = new ArrayList<>();
    schema.add(root -> root.string(4, "row").i32(5, columns.size()));
    columns.forEach(column -> schema.add(element -> describeColumn(element, column)));
    file.i32(1, FORMAT_VERSION)
        .structs(2, schema, (element, describe) -> describe.accept(element))
        .i64(3, rowCount)
        .structs(4, groups, ParquetWriter::describeGroup)
        .string(6, CREATED_BY);
  }

  private static void describeColumn(ThriftStruct element, Column column) {
    element.i32(1, column.type.physical());
    if (column.type instanceof ParquetType.Decimal decimal) {
      element.i32(2, decimal.length());
    }
    element.i32(3, OPTIONAL).string(4, column.name);
    column.type.describe(element);
  }

  private static void describeGroup(ThriftStruct group, Group written) {
    group
        .structs(1, written.chunks(), ParquetWriter::describeChunk)
        .i64(2, written.bytes())
        .i64(3, written.rows());
  }

  private static void describeChunk(ThriftStruct chunk, Chunk written) {
    chunk
        .i64(2, written.position())
        .struct(
            3,
            data ->
                data.i32(1, written.column().type.physical())
                    .i32s(2, PLAIN, RLE)
                    .strings(3, written.column().name)
                    .i32(4, ZSTD)
                    .i64(5, written.rows())
                    .i64(6, written.uncompressed())
                    .i64(7, written.written())
                    .i64(9, written.position()));
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
