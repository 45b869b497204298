package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the tasks run in. */
enum Engine {
  PROCESSES,
  THREADS,
  SERIAL;

  Farm open(int workers, ClassPath classPath, WorkerOptions options) {
    return switch (this) {
      case PROCESSES ->
          options
              .applyTo(Farm.processes(workers).name("map"))
              .classpath(classPath.entries().toArray(Path[]::new))
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
  static final class Converter extends ChoiceConverter<Engine> {
    Converter() {
      super("engine", values());
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
