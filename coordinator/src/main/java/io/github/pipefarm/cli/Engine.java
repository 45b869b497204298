package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the tasks run in. */
enum Engine {
  PROCESSES,
  THREADS,
  SERIAL;

  Farm open(int workers, ClassPath classPath, List<String> jvmFlags) {
    return switch (this) {
      case PROCESSES ->
          Farm.processes(workers)
              .name("map")
              .classpath(classPath.entries().toArray(Path[]::new))
              .jvmArgs(jvmFlags.toArray(String[]::new))
              .build();
      case THREADS -> Farm.threads(workers).name("map").build();
      case SERIAL -> Farm.serial().name("map").build();
    };
  }

  /** What a task must add to the class path by itself: workers have it on theirs. */
  List<String> classPathOfTasks(ClassPath classPath) {
    return this == PROCESSES ? List.of() : classPath.texts();
  }

  /** Reads what the user typed. */
  static final class Converter implements ITypeConverter<Engine> {
    @Override
    public Engine convert(String text) {
      for (Engine engine : values()) {
        if (engine.toString().equalsIgnoreCase(text)) {
          return engine;
        }
      }
      throw new TypeConversionException(
          "'%s' is no engine; there are %s"
              .formatted(
                  text,
                  Arrays.stream(values()).map(Engine::toString).collect(Collectors.joining(", "))));
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
