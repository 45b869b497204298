package io.github.pipefarm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a file of JSON objects, one on each line, which may have been cut off anywhere: what is not
 * whole, and whatever follows it, is as good as not there.
 */
final class JsonLines implements AutoCloseable {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];

  // What has been read and not been handed out lies from begin to end.
  private int begin;
  private int end;
  private long position;

  JsonLines(Path file) throws IOException {
    in = Files.newInputStream(file);
  }

  /** The next line; null at the end, or where something is that was cut off. */
  @Nullable JsonNode next() throws IOException {
    int newline = begin;
    while (newline == end || buffer[newline] != '\n') {
      if (newline == end) {
        newline -= begin;
        if (!readMore()) {
          return null;
        }
      } else {
        newline++;
      }
    }
    try {
      JsonNode node = JsonMapper.shared().readTree(buffer, begin, newline - begin);
      if (!node.isObject()) {
        return null;
      }
      position += newline + 1 - begin;
      begin = newline + 1;
      return node;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Moves what there is to the front and reads on behind it; false if there is no more. */
  private boolean readMore() throws IOException {
    int length = end - begin;
    if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * length);
    }
    System.arraycopy(buffer, begin, buffer, 0, length);
    int count = in.read(buffer, length, buffer.length - length);
    begin = 0;
    end = length + Math.max(0, count);
    return count > 0;
  }

  /** How many bytes the lines have that were read. */
  long position() {
    return position;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      return; // it was only read
    }
  }
}
