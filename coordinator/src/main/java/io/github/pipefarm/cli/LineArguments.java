package io.github.pipefarm.cli;

import java.util.List;
import java.util.Optional;

/** A record is one text. */
final class LineArguments implements Arguments {
  @Override
  public Optional<String> obstacle(ParameterType type) {
    return Converters.forType(type.raw()).isPresent()
        ? Optional.empty()
        : Optional.of(
            type
                + " can't be made of a text"
                + (type.isJson() ? ", but of --jsonl or of --csv with --header" : ""));
  }

  @Override
  public Optional<String> partObstacle(ParameterType type) {
    return Optional.of("a line is one value");
  }

  @Override
  public Converter whole(ParameterType type, String signature) {
    return Converters.forType(type.raw()).orElseThrow();
  }

  @Override
  public Several parts(List<ParameterType> types, String signature) {
    throw new IllegalStateException("a line is one value");
  }
}
