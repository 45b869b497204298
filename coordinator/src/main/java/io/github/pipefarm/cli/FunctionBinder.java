package io.github.pipefarm.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds a chosen method to its constants and to what a record gives. */
final class FunctionBinder {
  private FunctionBinder() {}

  static RecordFunction bind(Candidate chosen, MethodHandle handle, Binding binding)
      throws ResolutionException {
    MethodHandle open = withConstants(chosen, handle, binding);
    int fromRecord = open.type().parameterCount();
    boolean prints = chosen.method().getReturnType() != void.class;
    return switch (fromRecord) {
      case 0 -> ignoringRecord(open, prints);
      case 1 -> ofWholeRecord(chosen, open, binding, prints);
      default -> ofColumns(chosen, open, binding, prints);
    };
  }

  /** Whether a record of columns becomes such a value by all of its columns. */
  static boolean takesAllColumns(Class<?> type) {
    return type == List.class
        || (type.isArray() && Converters.forType(type.getComponentType()).isPresent());
  }

  private static MethodHandle withConstants(Candidate chosen, MethodHandle handle, Binding binding)
      throws ResolutionException {
    int last = handle.type().parameterCount() - binding.last().size();
    MethodHandle open =
        MethodHandles.insertArguments(
            handle, last, constants(chosen, "--const", handle, last, binding.last()));
    return MethodHandles.insertArguments(
        open, 0, constants(chosen, "--const-first", handle, 0, binding.first()));
  }

  private static Object[] constants(
      Candidate chosen, String option, MethodHandle handle, int position, List<String> texts)
      throws ResolutionException {
    Object[] values = new Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      Class<?> type = handle.type().parameterType(position + i);
      try {
        values[i] = converter(type).convert(texts.get(i));
      } catch (Throwable e) {
        throw new ResolutionException(
            "%s '%s': %s takes %s there: %s"
                .formatted(
                    option, texts.get(i), chosen.signature(), type.getTypeName(), description(e)));
      }
    }
    return values;
  }

  private static RecordFunction ignoringRecord(MethodHandle open, boolean prints) {
    MethodHandle call = open.asType(MethodType.genericMethodType(0));
    return record -> printed(prints, (Object) call.invokeExact());
  }

  private static RecordFunction ofWholeRecord(
      Candidate chosen, MethodHandle open, Binding binding, boolean prints) {
    Class<?> type = open.type().parameterType(0);
    Converter converter = wholeRecord(chosen, type, binding.format());
    MethodHandle call = open.asType(MethodType.genericMethodType(1));
    return record -> printed(prints, (Object) call.invokeExact(converter.convert(record)));
  }

  /** The one parameter takes text as it stands, several columns as such, and else the only one. */
  private static Converter wholeRecord(Candidate chosen, Class<?> type, RecordFormat format) {
    if (!format.hasColumns() || Converters.takesText(type)) {
      return converter(type);
    }
    Columns columns = new Columns(format);
    if (type == List.class) {
      return record -> new ArrayList<>(Arrays.asList(columns.of(record)));
    }
    if (takesAllColumns(type)) {
      Class<?> component = type.getComponentType();
      Converter converter = converter(component);
      return record -> arrayOf(component, converter, columns.of(record));
    }
    Converter converter = converter(type);
    return record -> {
      String[] texts = columns.of(record);
      requireColumns(chosen, 1, texts);
      return converter.convert(texts[0]);
    };
  }

  private static Object arrayOf(Class<?> component, Converter converter, String[] texts)
      throws Throwable {
    Object array = Array.newInstance(component, texts.length);
    for (int i = 0; i < texts.length; i++) {
      Array.set(array, i, column(converter, texts, i));
    }
    return array;
  }

  private static RecordFunction ofColumns(
      Candidate chosen, MethodHandle open, Binding binding, boolean prints) {
    Columns columns = new Columns(binding.format());
    Converter[] converters =
        open.type().parameterList().stream()
            .map(FunctionBinder::converter)
            .toArray(Converter[]::new);
    MethodHandle call =
        open.asType(MethodType.genericMethodType(converters.length))
            .asSpreader(Object[].class, converters.length);
    return record -> {
      String[] texts = columns.of(record);
      requireColumns(chosen, converters.length, texts);
      Object[] arguments = new Object[converters.length];
      for (int i = 0; i < converters.length; i++) {
        arguments[i] = column(converters[i], texts, i);
      }
      return printed(prints, (Object) call.invokeExact(arguments));
    };
  }

  private static void requireColumns(Candidate chosen, int wanted, String[] texts)
      throws RecordException {
    if (texts.length != wanted) {
      throw new RecordException(
          "wrong number of columns: %d, and %s takes %d of the record"
              .formatted(texts.length, chosen.signature(), wanted));
    }
  }

  private static Object column(Converter converter, String[] texts, int index) throws Throwable {
    try {
      return converter.convert(texts[index]);
    } catch (Exception e) {
      throw new RecordException("%s (column %d)".formatted(description(e), index + 1));
    }
  }

  private static String description(Throwable e) {
    return e instanceof RecordException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private static Converter converter(Class<?> type) {
    return Converters.forType(type).orElseThrow();
  }

  private static @Nullable String printed(boolean prints, @Nullable Object result)
      throws RecordException {
    return prints ? Rendering.line(result) : null;
  }
}
