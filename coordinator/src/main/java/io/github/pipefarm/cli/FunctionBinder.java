package io.github.pipefarm.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Binds a chosen method to its constants and to what a record gives. */
final class FunctionBinder {
  private final Binding binding;
  private final Arguments arguments;
  private final OutputFormat output;

  FunctionBinder(Binding binding, Arguments arguments, OutputFormat output) {
    this.binding = binding;
    this.arguments = arguments;
    this.output = output;
  }

  RecordFunction bind(Candidate chosen, MethodHandle handle) throws ResolutionException {
    MethodHandle open = withConstants(chosen, handle);
    boolean prints = chosen.method().getReturnType() != void.class;
    List<ParameterType> fromRecord = fromRecord(chosen);
    return switch (fromRecord.size()) {
      case 0 -> ignoringRecord(open, prints);
      case 1 -> ofWholeRecord(chosen, fromRecord.get(0), open, prints);
      default -> ofParts(chosen, fromRecord, open, prints);
    };
  }

  /** The parameters that take the record. */
  List<ParameterType> fromRecord(Candidate candidate) {
    List<ParameterType> parameters = candidate.parameters();
    return parameters.subList(binding.first().size(), parameters.size() - binding.last().size());
  }

  /** Whether a constant can be given for such a parameter. */
  static boolean takesConstant(ParameterType type) {
    return Converters.forType(type.raw()).isPresent() || type.isJson();
  }

  /** Parses the constants, so that only what the record gives is still to be given. */
  MethodHandle withConstants(Candidate chosen, MethodHandle handle) throws ResolutionException {
    int last = handle.type().parameterCount() - binding.last().size();
    MethodHandle open =
        MethodHandles.insertArguments(
            handle, last, constants(chosen, "--const", last, binding.last()));
    return MethodHandles.insertArguments(
        open, 0, constants(chosen, "--const-first", 0, binding.first()));
  }

  private static @Nullable Object[] constants(
      Candidate chosen, String option, int position, List<String> texts)
      throws ResolutionException {
    @Nullable Object[] values = new @Nullable Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      ParameterType type = chosen.parameters().get(position + i);
      try {
        values[i] = constant(type, texts.get(i));
      } catch (Throwable e) {
        throw new ResolutionException(
            "%s '%s': %s takes %s there: %s"
                .formatted(
                    option,
                    TextEncoding.excerpt(texts.get(i)),
                    chosen.signature(),
                    type,
                    Arguments.description(e).replaceFirst("^malformed record", "that is no JSON")));
      }
    }
    return values;
  }

  private static @Nullable Object constant(ParameterType type, String text) throws Throwable {
    Optional<Converter> converter = Converters.forType(type.raw());
    return converter.isPresent()
        ? converter.get().convert(text)
        : JsonValues.reader(type).read(JsonValues.parse(text));
  }

  private RecordFunction ignoringRecord(MethodHandle open, boolean prints) {
    MethodHandle call = open.asType(MethodType.genericMethodType(0));
    return record -> printed(prints, (Object) call.invokeExact());
  }

  private RecordFunction ofWholeRecord(
      Candidate chosen, ParameterType type, MethodHandle open, boolean prints)
      throws ResolutionException {
    Converter converter = arguments.whole(type, chosen.signature());
    MethodHandle call = open.asType(MethodType.genericMethodType(1));
    return record -> printed(prints, (Object) call.invokeExact(converter.convert(record)));
  }

  private RecordFunction ofParts(
      Candidate chosen, List<ParameterType> types, MethodHandle open, boolean prints)
      throws ResolutionException {
    Arguments.Several parts = arguments.parts(types, chosen.signature());
    MethodHandle call =
        open.asType(MethodType.genericMethodType(types.size()))
            .asSpreader(Object[].class, types.size());
    return record -> printed(prints, (Object) call.invokeExact(parts.of(record)));
  }

  /** What is to be printed of a result; null if nothing is. */
  @Nullable String printed(boolean prints, @Nullable Object result) throws RecordException {
    return prints ? output.line(result) : null;
  }
}
