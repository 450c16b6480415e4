package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV or NDJSON file, plain or packed (.gz, .zst), from a checkpoint on.
 *
 * <p>Offsets are those of the unpacked text. A file that has grown since it was read to its end
 * goes on where it ended; one that begins differently from the one that was read is refused.
 */
final class TextFile implements OriginFile {
  private static final int ROWS_MAX = 2_000;
  private static final int CHUNK_BYTES_MAX = 1 << 18;
  private static final int BEGINNING_BYTES = 1024;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path file;
  private final String name;
  private final long size;
  private final InputStream in;
  private final byte[] beginning;
  private final TextRows rows;
  private final Format format;
  private @Nullable JsonNode before;
  private boolean whole;

  private TextFile(
      Path file,
      String name,
      InputStream in,
      FileKind kind,
      char delimiter,
      @Nullable JsonNode checkpoint)
      throws IOException {
    this.file = file;
    this.name = name;
    this.in = in;
    size = Files.size(file);
    before = checkpoint;
    beginning = peek(in, BEGINNING_BYTES);
    var mark = passByteOrderMark();
    if (kind == FileKind.NDJSON) {
      rows = new TextRows(in, new LineBoundary(), mark, 1);
      format = new Format.Json();
    } else {
      var boundary = new CsvBoundary(delimiter);
      rows = new TextRows(in, boundary, mark, 1);
      var header = header(delimiter);
      boundary.expect(header.size());
      format = new Format.Csv(delimiter, header);
    }
    if (checkpoint != null && !DamagedFile.is(checkpoint)) {
      goOn(checkpoint);
    }
  }

  static TextFile open(
      Path file, String name, FileKind kind, char delimiter, @Nullable JsonNode checkpoint)
      throws IOException {
    var in = new BufferedInputStream(unpacked(file));
    try {
      return new TextFile(file, name, in, kind, delimiter, checkpoint);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    var in = Files.newInputStream(file);
    try {
      var name = file.getFileName().toString();
      if (name.endsWith(".gz")) {
        return new GZIPInputStream(in);
      }
      return name.endsWith(".zst") ? new ZstdInputStream(in).setContinuous(false) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static byte[] peek(InputStream in, int bytes) throws IOException {
    in.mark(bytes);
    var peeked = in.readNBytes(bytes);
    in.reset();
    return peeked;
  }

  private int passByteOrderMark() throws IOException {
    var isThere =
        beginning.length >= BYTE_ORDER_MARK.length
            && Arrays.equals(Arrays.copyOf(beginning, BYTE_ORDER_MARK.length), BYTE_ORDER_MARK);
    if (!isThere) {
      return 0;
    }
    in.skipNBytes(BYTE_ORDER_MARK.length);
    return BYTE_ORDER_MARK.length;
  }

  /** The names of the columns; none in an empty file, and in one that begins with no CSV. */
  private List<String> header(char delimiter) throws IOException {
    var first = rows.next();
    return first.isEmpty()
        ? List.of()
        : CsvText.of(delimiter).cells(first.get().bytes()).orElse(List.of());
  }

  private void goOn(JsonNode checkpoint) throws IOException {
    var known = checkpoint.path("begins_bytes").asInt();
    var isSame =
        known <= beginning.length
            && sha256(Arrays.copyOf(beginning, known)).equals(checkpoint.path("begins").asText())
            && rows.passTo(checkpoint.path("offset").asLong(), checkpoint.path("line").asLong());
    if (!isSame) {
      throw OriginFile.changed(file, checkpoint.path("offset") + " bytes");
    }
  }

  @Override
  public Optional<Chunk> next() throws IOException {
    if (whole) {
      return Optional.empty();
    }
    var read = new ArrayList<Raw>();
    var bytes = 0;
    while (read.size() < ROWS_MAX && bytes < CHUNK_BYTES_MAX) {
      var row = rows.next();
      if (row.isEmpty()) {
        whole = true;
        break;
      }
      read.add(row.get());
      bytes += row.get().bytes().length;
    }
    var after = position();
    var chunk = new Chunk(name, format, read, before, after);
    before = after;
    return Optional.of(chunk);
  }

  private JsonNode position() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("offset", rows.offset())
        .put("line", rows.line())
        .put("whole", whole)
        .put("size", size)
        .put("begins_bytes", beginning.length)
        .put("begins", sha256(beginning));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
