package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

  private static List<String> records(RecordFormat format, String text) throws IOException {
    return read(format, new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<String> read(RecordFormat format, InputStream in) throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordReader reader = new RecordReader(in, InputSyntax.of(format))) {
      for (String record = reader.next(); record != null; record = reader.next()) {
        records.add(reader.line() + ":" + record);
      }
    }
    return records;
  }

  private static final class OneByteAtATime extends ByteArrayInputStream {
    OneByteAtATime(String text) {
      super(text.getBytes(UTF_8));
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(1, length));
    }
  }
}
