package io.splitplot.etl.export;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** A file that is being written, and what the manifest shall tell of it. */
final class ExportFile implements Closeable {
  private final String path;
  private final Path file;
  private final MessageDigest digest;
  private final ParquetWriter writer;

  ExportFile(Path folder, String path, ResultSet rows, int partitions)
      throws IOException, SQLException {
    this.path = path;
    file = folder.resolve(path);
    digest = sha256();
    Files.createDirectories(file.getParent());
    var out = new DigestOutputStream(Files.newOutputStream(file), digest);
    writer = new ParquetWriter(new BufferedOutputStream(out), rows.getMetaData(), partitions);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  String path() {
    return path;
  }

  void append(ResultSet row) throws SQLException, IOException {
    writer.append(row);
  }

  ExportedFile finish(long batchId) throws IOException {
    writer.finish();
    writer.close();
    var sha256 = HexFormat.of().formatHex(digest.digest());
    return new ExportedFile(path, writer.rows(), Files.size(file), sha256, batchId);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
