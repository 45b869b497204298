package io.github.pipefarm.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of several names, in capitals or not. */
abstract class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final String kind;
  private final List<E> choices;

  /**
   * @param kind what they are, for the message
   */
  ChoiceConverter(String kind, E[] choices) {
    this.kind = kind;
    this.choices = List.of(choices);
  }

  @Override
  public final E convert(String text) {
    for (E choice : choices) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new TypeConversionException(
        "'%s' is no %s; there are %s"
            .formatted(
                text,
                kind,
                choices.stream()
                    .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))));
  }
}
