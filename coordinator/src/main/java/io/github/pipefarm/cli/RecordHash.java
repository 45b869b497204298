package io.github.pipefarm.cli;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Tells whether a record is what it was: against changes by accident, not by an enemy. */
final class RecordHash {
  private RecordHash() {}

  static String of(String record) {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Long.toHexString(checksum.getValue()) + "-" + Integer.toHexString(bytes.length);
  }
}
