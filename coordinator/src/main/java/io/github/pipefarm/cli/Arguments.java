package io.github.pipefarm.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes arguments of records; there is one kind for each kind of format. */
interface Arguments {
  static Arguments of(Binding binding) throws ResolutionException {
    return switch (binding.format()) {
      case LINES, NUL -> new LineArguments();
      case CSV, TSV -> new ColumnArguments(binding);
      case JSONL -> new JsonArguments(binding.columns());
    };
  }

  /** Why a parameter can't take a whole record; empty if it can. */
  Optional<String> obstacle(ParameterType type);

  /** Why a parameter can't take one of several values of a record; empty if it can. */
  Optional<String> partObstacle(ParameterType type);

  /**
   * Makes one argument of a whole record. There must be no obstacle.
   *
   * @param signature what messages call the function
   */
  Converter whole(ParameterType type, String signature) throws ResolutionException;

  /** Makes several arguments of the values of a record, by position. */
  Several parts(List<ParameterType> types, String signature) throws ResolutionException;

  /** Makes several arguments. */
  @FunctionalInterface
  interface Several {
    @Nullable Object[] of(String record) throws Throwable;
  }

  /** What a message says of a value that can't be converted. */
  static String description(Throwable e) {
    return e instanceof RecordException ? String.valueOf(e.getMessage()) : e.toString();
  }
}
