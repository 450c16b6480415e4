package io.splitplot.etl.export;

/**
 * A file of an export, as the manifest tells of it.
 *
 * @param path within the folder of the export, such as {@code events/day=2026-01-01/part-0.parquet}
 * @param batchId the watermark: what the file has is what this batch had
 */
public record ExportedFile(String path, long rows, long bytes, String sha256, long batchId) {}
