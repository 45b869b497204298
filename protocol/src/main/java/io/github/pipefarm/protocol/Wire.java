package io.github.pipefarm.protocol;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The numbers that both ends of a connection agree on.
 *
 * <p>Each end first sends the {@link #PREAMBLE}, then frames. A frame travels in one or more parts:
 *
 * <pre>
 *   0        4          5
 *   | length | type     | length bytes of the frame's content
 *            | bit 7: more parts of this frame follow
 *            | bit 6: the bytes say where those stand that belong here: kind of region, number of it,
 *            |        where to begin, how many
 * </pre>
 *
 * <p>The length counts the content of the part alone and is big-endian. Only one frame of several
 * parts is under way in each direction at a time; frames of one part may stand between its parts,
 * so that a large item never delays a control frame, and no length is ever larger than a buffer.
 * Numbers within the content are variable-length, seven bits a byte, lowest first.
 */
final class Wire {
  static final int VERSION = 2;
  static final byte[] PREAMBLE = preamble();
  static final int HEADER = 5;

  /** The most bytes that a number takes. */
  static final int LONGEST_NUMBER = 10;

  static final int MORE = 0x80;
  static final int ELSEWHERE = 0x40;

  /**
   * The size of a writer's buffer and so the longest part. As large as a Linux pipe: a larger one
   * saves no system calls, a smaller one costs some.
   */
  static final int BUFFER = 64 * 1024;

  /** The longest length of a part that a reader believes. */
  static final int MAX_PART = BUFFER - HEADER;

  /**
   * The byte order of the elements of arrays and of characters of two bytes: that of most
   * processors, so that they are copied as they stand.
   */
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private Wire() {}

  private static byte[] preamble() {
    byte[] preamble = "PIPEFARM\0".getBytes(StandardCharsets.US_ASCII);
    preamble[preamble.length - 1] = VERSION;
    return preamble;
  }
}
