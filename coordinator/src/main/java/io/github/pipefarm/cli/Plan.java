package io.github.pipefarm.cli;

import java.util.List;
import java.util.Optional;

/** A function and the records for it, made of what was typed: all that commands have in common. */
final class Plan {
  private final FunctionOptions function;
  private final InputOptions input;
  private final ClassPath classes;
  private final List<String> constants;
  private final InputSyntax syntax;
  private final UserCode code;
  private final Origins origins = new Origins();
  private final RecordSource source;

  /**
   * Compiles what is to be compiled, and reads constants from their files.
   *
   * @param filter which of the records are to be run
   */
  Plan(
      FunctionOptions function,
      InputOptions input,
      ClassPath classes,
      List<Input> inputs,
      RecordFilter filter) {
    this.function = function;
    this.input = input;
    this.classes = classes;
    this.constants = function.constantsLast();
    this.syntax = input.syntax();
    this.code = function.code(classes, syntax.format(), syntax.header());
    this.source = new RecordSource(inputs, syntax, origins, filter);
  }

  RecordSource source() {
    return source;
  }

  Origins origins() {
    return origins;
  }

  /**
   * The task for each record; waits for the header, if there has to be one.
   *
   * @param stop whether records may still begin
   * @return empty if all inputs are, and lack a header
   */
  Optional<RecordTask> task(OutputFormat format, Engine engine, StopToken stop) {
    Optional<Header> header = source.readHeader();
    if (syntax.header() && header.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RecordTask(
            code,
            new Binding(
                syntax.format(),
                function.constantsFirst(),
                constants,
                header.map(Header::names).orElse(List.of()),
                input.columns()),
            format,
            input.onMalformed(),
            engine.classPathOfTasks(classes),
            stop));
  }
}
