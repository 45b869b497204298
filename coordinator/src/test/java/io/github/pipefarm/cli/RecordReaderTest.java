package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  @Test
  void aLineIsARecordWithoutItsLineBreak() throws IOException {
    assertThat(records(RecordFormat.LINES, "a\nb\r\n\nd\re\n"))
        .containsExactly("1:a", "2:b", "3:", "4:d\re");
  }

  @Test
  void theLastLineNeedsNoLineBreak() throws IOException {
    assertThat(records(RecordFormat.LINES, "a\nb")).containsExactly("1:a", "2:b");
    assertThat(records(RecordFormat.LINES, "a\r")).containsExactly("1:a");
    assertThat(records(RecordFormat.LINES, "")).isEmpty();
    assertThat(records(RecordFormat.LINES, "\n")).containsExactly("1:");
  }

  @Test
  void inputIsUtf8AndAByteOrderMarkIsNoPartOfIt() throws IOException {
    assertThat(records(RecordFormat.LINES, "\uFEFFä\n€\n")).containsExactly("1:ä", "2:€");
    assertThat(records(RecordFormat.LINES, "a\n\uFEFFb")).containsExactly("1:a", "2:\uFEFFb");
  }

  @Test
  void aRecordMayBeLongerThanTheBuffer() throws IOException {
    String longLine = "x".repeat(300_000);
    assertThat(records(RecordFormat.LINES, longLine + "\nshort\n" + longLine))
        .containsExactly("1:" + longLine, "2:short", "3:" + longLine);
  }

  @Test
  void aLineBreakInQuotesDoesNotEndARecordOfCsv() throws IOException {
    assertThat(records(RecordFormat.CSV, "a,\"b\nc\"\nd,e\n"))
        .containsExactly("1:a,\"b\nc\"", "3:d,e");
    assertThat(records(RecordFormat.CSV, "\"say \"\"\n\"\"\",x\ny"))
        .containsExactly("1:\"say \"\"\n\"\"\",x", "3:y");
    assertThat(records(RecordFormat.CSV, "a, \"b\nc\"\nd")).containsExactly("1:a, \"b\nc\"", "3:d");
    assertThat(records(RecordFormat.TSV, "a\t\"b\nc\"\nd")).containsExactly("1:a\t\"b\nc\"", "3:d");
  }

  @Test
  void aQuoteInTheMiddleOfAColumnOpensNothing() throws IOException {
    assertThat(records(RecordFormat.CSV, "5\" disk,x\ny\n")).containsExactly("1:5\" disk,x", "2:y");
    assertThat(records(RecordFormat.TSV, "a,\"b\nc\n")).containsExactly("1:a,\"b", "2:c");
  }

  @Test
  void blankLinesBetweenRecordsOfCsvAreSkipped() throws IOException {
    assertThat(records(RecordFormat.CSV, "\na\n\r\n\nb\n\n")).containsExactly("2:a", "5:b");
    assertThat(records(RecordFormat.CSV, "\"\"\n")).containsExactly("1:\"\"");
  }

  @Test
  void recordsAreTheSameHoweverTheBytesArrive() throws IOException {
    String text = "\uFEFFa,\"b\nö\"\r\n\n\"c\"\"\n\",d\ne";
    assertThat(read(RecordFormat.CSV, new OneByteAtATime(text)))
        .isEqualTo(records(RecordFormat.CSV, text));
  }

  @Test
  void aRecordIsHandedOverBeforeMoreIsRead() throws IOException {
    InputStream endless =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            throw new AssertionError("one by one");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            assertThat(++reads).isEqualTo(1);
            bytes[offset] = 'a';
            bytes[offset + 1] = '\n';
            return 2;
          }
        };
    assertThat(new RecordReader(endless, InputSyntax.of(RecordFormat.LINES)).next()).isEqualTo("a");
  }

  @Test
  void recordsThatEndWithNulMayHaveLines() throws IOException {
    assertThat(records(RecordFormat.NUL, "a\nb\r\0\0c\n"))
        .containsExactly("1:a\nb\r", "2:", "3:c\n");
  }

  @Test
  void blankLinesOfJsonAreSkipped() throws IOException {
    assertThat(records(RecordFormat.JSONL, "1\n\n \t\r\n\"\n\n")).containsExactly("1:1", "4:\"");
  }

  @Test
  void bytesThatAreNotUtf8MakeTheirRecordMalformedAlone() throws IOException {
    byte[] bytes = "\uFEFFä\nb\n?c\nd?\r\n\uFFFD\n".getBytes(UTF_8);
    bytes[8] = (byte) 0xFF;
    bytes[12] = (byte) 0xC3;
    assertThat(read(RecordFormat.LINES, new ByteArrayInputStream(bytes)))
        .containsExactly(
            "1:ä",
            "2:b",
            "3:malformed: invalid UTF-8, 0xFF at byte offset 8 [\uFFFDc]",
            "4:malformed: invalid UTF-8, 0xC3 at byte offset 12 [d\uFFFD]",
            "5:\uFFFD");
  }

  @Test
  void anOffsetIsRightBehindManyBuffers() throws IOException {
    byte[] bytes = ("0123456\n".repeat(50_000) + "x\n").getBytes(UTF_8);
    bytes[400_000] = (byte) 0xFE;
    assertThat(read(RecordFormat.LINES, new ByteArrayInputStream(bytes)))
        .hasSize(50_001)
        .endsWith("50001:malformed: invalid UTF-8, 0xFE at byte offset 400000 [\uFFFD]");
  }

  @Test
  void aRecordThatIsTooLongIsMalformedAndTheNextIsRead() throws IOException {
    InputSyntax tiny = new InputSyntax(RecordFormat.CSV, TextEncoding.DEFAULT, 5, false);
    String long1 = "a".repeat(300_000);
    assertThat(
            read(tiny, bytes("12345\r\n123456\n\"" + long1 + "\n" + long1 + "\",b\nc\n" + long1)))
        .containsExactly(
            "1:12345",
            "2:malformed: it has 6 bytes, more than the 5 that --max-record allows [123456]",
            "3:malformed: it has 600,005 bytes, more than the 5 that --max-record allows [\""
                + "a".repeat(199)
                + "…]",
            "5:c",
            "6:malformed: it has 300,000 bytes, more than the 5 that --max-record allows ["
                + "a".repeat(200)
                + "…]");
  }

  @Test
  void otherEncodingsAreReadAndWhatIsWrongInThemIsFound() throws IOException {
    assertThat(read(encodedIn("ISO-8859-1"), "ä\nb\n".getBytes(ISO_8859_1)))
        .containsExactly("1:ä", "2:b");
    assertThat(read(encodedIn("US-ASCII"), new byte[] {'a', (byte) 0xE4}))
        .containsExactly("1:malformed: invalid US-ASCII, 0xE4 at byte offset 1 [a\uFFFD]");
    String text = "\uFEFFä€\uD83D\uDE00\n" + "b".repeat(40_000) + "\n";
    List<String> expected = List.of("1:ä€\uD83D\uDE00", "2:" + "b".repeat(40_000));
    for (String name : List.of("UTF-16", "UTF-16LE", "UTF-32BE", "GB18030")) {
      byte[] bytes = text.getBytes(Charset.forName(name));
      assertThat(read(encodedIn(name), bytes)).isEqualTo(expected);
      assertThat(read(encodedIn(name), new OneByteAtATime(bytes))).isEqualTo(expected);
    }
    assertThat(read(encodedIn("UTF-16BE"), new byte[] {0, 'a', 0, '\n', (byte) 0xDC, 0, 0, '\n'}))
        .containsExactly("1:a", "2:malformed: invalid UTF-16BE [\uFFFD]");
  }

  private static InputSyntax encodedIn(String charset) {
    return new InputSyntax(
        RecordFormat.LINES, new TextEncoding(Charset.forName(charset)), 1 << 20, false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> records(RecordFormat format, String text) throws IOException {
    return read(InputSyntax.of(format), bytes(text));
  }

  private static List<String> read(InputSyntax syntax, byte[] bytes) throws IOException {
    return read(syntax, new ByteArrayInputStream(bytes));
  }

  private static List<String> read(RecordFormat format, InputStream in) throws IOException {
    return read(InputSyntax.of(format), in);
  }

  private static List<String> read(InputSyntax syntax, InputStream in) throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordReader reader = new RecordReader(in, syntax)) {
      for (String record = reader.next(); record != null; record = reader.next()) {
        records.add(reader.line() + ":" + shown(record));
      }
    }
    return records;
  }

  private static String shown(String record) {
    if (!MalformedRecord.is(record)) {
      return record;
    }
    MalformedRecord malformed = MalformedRecord.of(record);
    return "malformed: " + malformed.reason() + " [" + malformed.excerpt() + "]";
  }

  private static final class OneByteAtATime extends ByteArrayInputStream {
    OneByteAtATime(String text) {
      this(text.getBytes(UTF_8));
    }

    OneByteAtATime(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(1, length));
    }
  }
}
