package io.github.pipefarm.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record is a row of CSV or TSV. */
final class ColumnArguments implements Arguments {
  private final Columns columns;
  private final int width;
  private final @Nullable ColumnSelection selection;

  /** Of the columns that are taken; empty if they have none. */
  private final List<String> names;

  ColumnArguments(Binding binding) throws ResolutionException {
    this.columns = new Columns(binding.format());
    this.width = binding.header().size();
    this.selection =
        binding.columns().isEmpty()
            ? null
            : ColumnSelection.of(binding.columns(), binding.header());
    this.names = selection == null ? binding.header() : selection.names(binding.header());
  }

  @Override
  public Optional<String> obstacle(ParameterType type) {
    if (isList(type) || type.raw().isArray()) {
      return partObstacle(type.element());
    }
    if (isMap(type)) {
      return names.isEmpty()
          ? Optional.of(type + " needs names for its values: --header")
          : partObstacle(type.element());
    }
    if (isByComponent(type)) {
      return componentObstacle(type);
    }
    return isBean(type) && !names.isEmpty() ? Optional.empty() : partObstacle(type);
  }

  @Override
  public Optional<String> partObstacle(ParameterType type) {
    if (Converters.forType(type.raw()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        type + " can't be made of a text" + (isBean(type) ? ", but of columns with --header" : ""));
  }

  private boolean isByComponent(ParameterType type) {
    return type.raw().isRecord() && (!names.isEmpty() || Converters.forType(type.raw()).isEmpty());
  }

  private static boolean isList(ParameterType type) {
    return !Converters.takesText(type.raw()) && type.raw().isAssignableFrom(ArrayList.class);
  }

  private static boolean isMap(ParameterType type) {
    return !Converters.takesText(type.raw()) && type.raw().isAssignableFrom(LinkedHashMap.class);
  }

  private static boolean isBean(ParameterType type) {
    Class<?> raw = type.raw();
    return !Modifier.isAbstract(raw.getModifiers())
        && !Collection.class.isAssignableFrom(raw)
        && !Map.class.isAssignableFrom(raw)
        && Converters.forType(raw).isEmpty();
  }

  private Optional<String> componentObstacle(ParameterType type) {
    for (RecordComponent component : type.raw().getRecordComponents()) {
      if (!names.isEmpty() && !names.contains(component.getName())) {
        return Optional.of(
            "%s wants a column %s%s"
                .formatted(
                    type,
                    component.getName(),
                    Suggestion.nearest(component.getName(), names)
                        .map(near -> ": is that " + near + "?")
                        .orElse("; there are " + String.join(", ", names))));
      }
      Optional<String> obstacle = partObstacle(new ParameterType(component.getType()));
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    return Optional.empty();
  }

  /** A text takes the row as it stands, what has several values all columns, else the only one. */
  @Override
  public Converter whole(ParameterType type, String signature) throws ResolutionException {
    Class<?> raw = type.raw();
    if (selection == null && Converters.takesText(raw)) {
      return record -> record;
    }
    if (isList(type)) {
      Converter element = part(type.element());
      return record -> listOf(element, row(record));
    }
    if (raw.isArray()) {
      Converter element = part(type.element());
      return record -> arrayOf(raw.getComponentType(), element, row(record));
    }
    if (isMap(type)) {
      Converter element = part(type.element());
      return record -> mapOf(element, row(record));
    }
    if (isByComponent(type)) {
      return byComponent(raw, signature);
    }
    if (isBean(type)) {
      JsonValues.Reader<Map<String, Object>> reader = JsonValues.readerOfMaps(type);
      Converter text = part(new ParameterType(String.class));
      return record -> reader.read(mapOf(text, row(record)));
    }
    Converter only = part(type);
    return record -> {
      String[] row = row(record);
      requireColumns(signature, 1, row);
      return only.convert(row[0]);
    };
  }

  @Override
  public Several parts(List<ParameterType> types, String signature) {
    Converter[] converters = types.stream().map(ColumnArguments::part).toArray(Converter[]::new);
    return record -> {
      String[] row = row(record);
      requireColumns(signature, converters.length, row);
      @Nullable Object[] arguments = new @Nullable Object[converters.length];
      for (int i = 0; i < converters.length; i++) {
        arguments[i] = column(converters[i], row, i);
      }
      return arguments;
    };
  }

  private String[] row(String record) throws RecordException {
    String[] row = columns.of(record);
    if (width > 0 && row.length != width) {
      throw new RecordException(
          "wrong number of columns: %d, and the header has %d".formatted(row.length, width));
    }
    return selection == null ? row : selection.of(row);
  }

  /**
   * Makes a Java record of the columns of the names of its components, or of all in their order.
   */
  private Converter byComponent(Class<?> raw, String signature) throws ResolutionException {
    RecordComponent[] components = raw.getRecordComponents();
    Converter[] converters =
        Arrays.stream(components)
            .map(component -> part(new ParameterType(component.getType())))
            .toArray(Converter[]::new);
    int[] positions = new int[components.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = names.isEmpty() ? i : names.indexOf(components[i].getName());
    }
    MethodHandle constructor = canonicalConstructor(raw, components);
    return record -> {
      String[] row = row(record);
      if (names.isEmpty()) {
        requireColumns(signature, positions.length, row);
      }
      @Nullable Object[] arguments = new @Nullable Object[positions.length];
      for (int i = 0; i < positions.length; i++) {
        arguments[i] = column(converters[i], row, positions[i]);
      }
      return (Object) constructor.invokeExact(arguments);
    };
  }

  private static MethodHandle canonicalConstructor(Class<?> raw, RecordComponent[] components)
      throws ResolutionException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = raw.getDeclaredConstructor(types);
      constructor.trySetAccessible();
      return MethodHandles.lookup()
          .unreflectConstructor(constructor)
          .asFixedArity()
          .asType(MethodType.genericMethodType(types.length))
          .asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new ResolutionException(raw.getName() + " can't be made: it is not public");
    }
  }

  private Object listOf(Converter element, String[] row) throws Throwable {
    List<Object> list = new ArrayList<>(row.length);
    for (int i = 0; i < row.length; i++) {
      list.add(column(element, row, i));
    }
    return list;
  }

  private Object arrayOf(Class<?> component, Converter element, String[] row) throws Throwable {
    Object array = Array.newInstance(component, row.length);
    for (int i = 0; i < row.length; i++) {
      Array.set(array, i, column(element, row, i));
    }
    return array;
  }

  private Map<String, Object> mapOf(Converter element, String[] row) throws Throwable {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < row.length; i++) {
      map.put(names.get(i), column(element, row, i));
    }
    return map;
  }

  private @Nullable Object column(Converter converter, String[] row, int index) throws Throwable {
    try {
      return converter.convert(row[index]);
    } catch (Exception e) {
      String name = names.isEmpty() ? "" : " " + names.get(index);
      throw new RecordException(
          "%s (column %d%s)".formatted(Arguments.description(e), index + 1, name));
    }
  }

  private static void requireColumns(String signature, int wanted, String[] row)
      throws RecordException {
    if (row.length != wanted) {
      throw new RecordException(
          "wrong number of columns: %d, and %s takes %d of the record"
              .formatted(row.length, signature, wanted));
    }
  }

  private static Converter part(ParameterType type) {
    return Converters.forType(type.raw()).orElseThrow();
  }
}
