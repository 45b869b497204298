package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How the text of an input is written in bytes. Records are cut before they are decoded, at bytes
 * that are ASCII; an input whose encoding does not let that be, as UTF-16, is turned into UTF-8
 * first.
 */
final class TextEncoding {
  static final TextEncoding DEFAULT = new TextEncoding(UTF_8);

  private static final int LONGEST_EXCERPT = 200;

  private final Charset charset;
  private final boolean cutAsItIs;

  TextEncoding(Charset charset) {
    this.charset = charset;
    this.cutAsItIs = charset.equals(UTF_8) || isSingleByteWithAscii(charset);
  }

  private static boolean isSingleByteWithAscii(Charset charset) {
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    return charset.newDecoder().maxCharsPerByte() == 1
        && charset.canEncode()
        && charset.newEncoder().maxBytesPerChar() == 1
        && new String(ascii, charset).equals(new String(ascii, ISO_8859_1));
  }

  /** The stream that is to be cut into records. */
  InputStream open(InputStream in) {
    return cutAsItIs ? in : new Transcoder(in, charset);
  }

  /** Whether that stream may begin with the byte order mark of UTF-8. */
  boolean mayHaveByteOrderMark() {
    return !cutAsItIs || charset.equals(UTF_8);
  }

  /**
   * Makes a record of bytes.
   *
   * @param offset where they stand in the input
   * @return the text, or that of a {@link MalformedRecord}
   */
  String decode(byte[] bytes, int from, int length, long offset) {
    Charset used = cutAsItIs ? charset : UTF_8;
    String text = new String(bytes, from, length, used);
    // Where bytes are wrong, this stands for them; but it may also stand in the input.
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
    CharsetDecoder decoder = used.newDecoder();
    CoderResult result = decoder.decode(in, CharBuffer.allocate(length), true);
    return result.isError()
        ? new MalformedRecord(
                reason(bytes[in.position()], offset + in.position() - from), excerpt(text))
            .text()
        : text;
  }

  private String reason(byte wrong, long offset) {
    return cutAsItIs
        ? "invalid %s, 0x%02X at byte offset %d".formatted(charset.name(), wrong & 0xFF, offset)
        : "invalid " + charset.name();
  }

  static String excerpt(String text) {
    return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "…";
  }

  /** Reads what the user typed. */
  static final class Converter implements ITypeConverter<TextEncoding> {
    @Override
    public TextEncoding convert(String name) {
      try {
        return new TextEncoding(Charset.forName(name));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw new TypeConversionException(
            "'"
                + name
                + "' is no encoding that Java knows"
                + Suggestion.nearest(name, Charset.availableCharsets().keySet())
                    .map(near -> ": did you mean " + near + "?")
                    .orElse("; right would be, for example, ISO-8859-1"));
      }
    }
  }
}
