package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSourceTest {
  private static final InputSyntax CSV_WITH_HEADER =
      new InputSyntax(RecordFormat.CSV, TextEncoding.DEFAULT, 100, true);

  @TempDir private Path folder;
  private final Origins origins = new Origins();

  @Test
  void aHeaderIsNoRecordAndCountsAsALine() throws IOException {
    RecordSource source = source("\na,\"b\nc\"\n1,2\n", "a,\"b\nc\"\n3,4\n");
    assertThat(source.readHeader().orElseThrow().names()).containsExactly("a", "b\nc");
    assertThat(source).containsExactly("1,2", "3,4");
    assertThat(origins.of(0)).hasToString("file0:4");
    assertThat(origins.of(1)).hasToString("file1:3");
    assertThat(source.failure()).isEmpty();
  }

  @Test
  void emptyFilesHaveNoHeaderAndNoRecords() throws IOException {
    RecordSource source = source("", "a,b\n1,2", "");
    assertThat(source.readHeader().orElseThrow().names()).containsExactly("a", "b");
    assertThat(source).containsExactly("1,2");
    assertThat(source("", "").readHeader()).isEmpty();
  }

  @Test
  void headersThatDoNotAgreeAreRefusedBeforeThereIsARecord() throws IOException {
    RecordSource source = source("a,b\n1,2\n", "b,a\n3,4\n");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(source::readHeader)
        .withMessage("the header of 'file1', b, a, is not that of 'file0', a, b")
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }

  @Test
  void aHeaderThatCannotBeReadIsRefused() throws IOException {
    RecordSource source = source("a,\"b\n1,2\n");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(source::readHeader)
        .withMessageStartingWith("the header of 'file0' is a malformed record: ");
  }

  @Test
  void whatAnEarlierRunHasSettledIsDone() throws IOException {
    RecordFilter secondHalf =
        new RecordFilter() {
          @Override
          public boolean wants(String record) {
            return record.compareTo("3") >= 0;
          }

          @Override
          public long numberOf(long index) {
            return index + 3;
          }
        };
    RecordSource source =
        new RecordSource(inputs("a\n1\n2\n3\n4\n"), CSV_WITH_HEADER, origins, secondHalf);
    assertThat(source.readHeader()).isPresent();
    assertThat(source.percentDone(0)).isNegative();
    assertThat(source).containsExactly("3", "4");
    assertThat(source.percentDone(0)).isEqualTo(50);
    assertThat(source.percentDone(1)).isEqualTo(75);
  }

  private RecordSource source(String... contents) throws IOException {
    return new RecordSource(inputs(contents), CSV_WITH_HEADER, origins);
  }

  private List<Input> inputs(String... contents) throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      Path file = Files.writeString(folder.resolve("file" + i), contents[i]);
      inputs.add(new Input("file" + i, file));
    }
    return inputs;
  }
}
