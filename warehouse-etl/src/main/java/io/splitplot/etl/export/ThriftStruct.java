package io.splitplot.etl.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One struct in Thrift's compact protocol, which is how Parquet writes its headers. Fields have to
 * be added in the order of their numbers.
 */
final class ThriftStruct {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int SHORT_MAX = 15;
  private static final int NIBBLE = 4;
  private static final int VARINT_BITS = 7;
  private static final long VARINT_MASK = 0x7f;
  private static final int VARINT_MORE = 0x80;

  private final ByteArrayOutputStream bytes;
  private int lastField;

  private ThriftStruct(ByteArrayOutputStream bytes) {
    this.bytes = bytes;
  }

  /** The bytes of a struct with those fields. */
  static byte[] bytes(Consumer<ThriftStruct> fields) {
    var bytes = new ByteArrayOutputStream();
    write(bytes, fields);
    return bytes.toByteArray();
  }

  private static void write(ByteArrayOutputStream bytes, Consumer<ThriftStruct> fields) {
    fields.accept(new ThriftStruct(bytes));
    bytes.write(0);
  }

  ThriftStruct bool(int field, boolean value) {
    header(field, value ? TRUE : FALSE);
    return this;
  }

  ThriftStruct i32(int field, int value) {
    header(field, I32);
    zigzag(value);
    return this;
  }

  ThriftStruct i64(int field, long value) {
    header(field, I64);
    zigzag(value);
    return this;
  }

  ThriftStruct string(int field, String value) {
    header(field, BINARY);
    text(value);
    return this;
  }

  ThriftStruct struct(int field, Consumer<ThriftStruct> fields) {
    header(field, STRUCT);
    write(bytes, fields);
    return this;
  }

  <T> ThriftStruct structs(int field, List<T> elements, BiConsumer<ThriftStruct, T> fields) {
    list(field, STRUCT, elements.size());
    elements.forEach(element -> write(bytes, struct -> fields.accept(struct, element)));
    return this;
  }

  ThriftStruct i32s(int field, int... values) {
    list(field, I32, values.length);
    for (var value : values) {
      zigzag(value);
    }
    return this;
  }

  ThriftStruct strings(int field, String... values) {
    list(field, BINARY, values.length);
    for (var value : values) {
      text(value);
    }
    return this;
  }

  private void header(int field, int type) {
    // Parquet's field numbers are so dense that the step always fits.
    bytes.write(((field - lastField) << NIBBLE) | type);
    lastField = field;
  }

  private void list(int field, int type, int size) {
    header(field, LIST);
    bytes.write((Math.min(size, SHORT_MAX) << NIBBLE) | type);
    if (size >= SHORT_MAX) {
      varint(bytes, size);
    }
  }

  private void text(String value) {
    var utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes, utf8.length);
    bytes.writeBytes(utf8);
  }

  private void zigzag(long value) {
    varint(bytes, (value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** Seven bits a byte, the lowest first. */
  static void varint(ByteArrayOutputStream bytes, long value) {
    var rest = value;
    while ((rest & ~VARINT_MASK) != 0) {
      bytes.write((int) (rest & VARINT_MASK) | VARINT_MORE);
      rest >>>= VARINT_BITS;
    }
    bytes.write((int) rest);
  }
}
