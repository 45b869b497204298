package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir private Path folder;

  @Test
  void aFileAppearsWholeWhenCommitted() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "before");
    try (Output output = Output.file(file)) {
      output.stream().write("after".getBytes(UTF_8));
      assertThat(file).hasContent("before");
      output.commit();
    }
    assertThat(file).hasContent("after");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    Path file = folder.resolve("out.txt");
    try (Output output = Output.file(file)) {
      output.stream().write(1);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void onlyPipesAndSocketsHaveAnOtherEndThatCanGoAway() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(Output.hasOtherEnd(pipe)).isTrue();
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    assertThat(Output.hasOtherEnd(link)).isTrue();
    assertThat(Output.hasOtherEnd(Files.createFile(folder.resolve("file")))).isFalse();
    assertThat(Output.hasOtherEnd(folder.resolve("missing"))).isFalse();
  }

  @Test
  void aSymbolicLinkKeepsBeingOne() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (Output output = Output.file(link)) {
      output.stream().write("after".getBytes(UTF_8));
      output.commit();
    }
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("after");
  }

  @Test
  void whereNothingCanBeWrittenIsRefusedAtOnce() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Output.file(folder.resolve("missing/out.txt")))
        .withMessageContaining("can't be written")
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
