package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pipefarm.SampleFailures;
import io.github.pipefarm.WorkerStartException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordPipelineTest {
  public static String noWorkers(String text) {
    if (!text.isEmpty()) {
      throw SampleFailures.workersCannotStart();
    }
    return text;
  }

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void resultsOfAllFilesAreWrittenInOrder() throws Exception {
    assertThat(run("java.lang.Math::sqrt", RecordFormat.LINES, "1\n4", "9\r\n"))
        .isEqualTo(ExitCode.OK);
    assertThat(output()).hasContent("1.0\n2.0\n3.0\n");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void failedRecordsAreReportedWithFileAndLineAndSkipped() throws Exception {
    assertThat(
            run("java.lang.Math::max(int,int)", RecordFormat.CSV, "1,2\n\"1\n\",2\n", "\n7\n8,9"))
        .isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(output()).hasContent("2\n2\n9\n");
    assertThat(err.toString(UTF_8))
        .contains("file1:2: wrong number of columns: 1")
        .endsWith("pipefarm: 1 of 4 records failed\n");
  }

  @Test
  void aFunctionThatCannotBeResolvedEndsTheRunBeforeAnyRecord() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> run("java.lang.Math::sqr", RecordFormat.LINES, "1"))
        .withMessage("java.lang.Math has no method sqr: did you mean sqrt?")
        .returns(ExitCode.SETUP, CommandException::exitCode);
    assertThat(output()).doesNotExist();
  }

  @Test
  void withoutWorkersTheRunFailsNotTheRecords() {
    assertThatExceptionOfType(WorkerStartException.class)
        .isThrownBy(
            () ->
                run(
                    RecordPipelineTest.class.getName() + "::noWorkers",
                    RecordFormat.LINES,
                    "1\n2"));
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(output()).doesNotExist();
  }

  @Test
  void anInputThatVanishesEndsTheRunAndLeavesNoOutput() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () ->
                run(
                    "java.lang.Math::sqrt",
                    RecordFormat.LINES,
                    List.of(new Input("gone", folder.resolve("gone")))))
        .withMessageStartingWith("'gone' can't be read")
        .returns(ExitCode.SETUP, CommandException::exitCode);
    assertThat(output()).doesNotExist();
  }

  private Path output() {
    return folder.resolve("output");
  }

  private int run(String function, RecordFormat format, String... files) throws Exception {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      Path file = Files.writeString(folder.resolve("file" + i), files[i]);
      inputs.add(new Input("file" + i, file));
    }
    return run(function, format, inputs);
  }

  private int run(String function, RecordFormat format, List<Input> inputs) throws Exception {
    Origins origins = new Origins();
    PrintStream printed = new PrintStream(err, true, UTF_8);
    RecordTask task =
        new RecordTask(
            UserCode.function(function, Map.of()),
            new Binding(format, List.of(), List.of()),
            OutputFormat.TEXT,
            OnMalformed.FAIL,
            List.of(),
            StopToken.NEVER);
    try (JournaledRun journal = JournaledRun.without(Output.file(output()))) {
      return new RecordPipeline(
              task,
              new RecordSource(inputs, InputSyntax.of(format), origins),
              origins,
              new RunningOptions(),
              new FailureOptions(),
              new OutputOptions(),
              null,
              journal,
              new GracefulStop(Duration.ofSeconds(5), printed, () -> false, code -> {}),
              Optional.empty(),
              new Reporting(new ReportingOptions(), printed, Optional.empty()),
              1)
          .run(InlineFarm.open());
    }
  }
}
