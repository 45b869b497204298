package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.ProcessFarmBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the tasks run in. */
enum Engine {
  PROCESSES,
  THREADS,
  SERIAL;

  /**
   * Opens a farm.
   *
   * @param listener is told what happens in it; empty if nobody wants to know
   */
  Farm open(
      int workers,
      ClassPath classPath,
      WorkerOptions options,
      Optional<? extends FarmListener> listener) {
    return switch (this) {
      case PROCESSES -> {
        ProcessFarmBuilder builder =
            options
                .applyTo(Farm.processes(workers).name("map"))
                .classpath(classPath.entries().toArray(Path[]::new));
        listener.ifPresent(builder::listener);
        yield builder.build();
      }
      case THREADS -> build(Farm.threads(workers), listener);
      case SERIAL -> build(Farm.serial(), listener);
    };
  }

  private static Farm build(FarmBuilder<?> builder, Optional<? extends FarmListener> listener) {
    builder.name("map");
    listener.ifPresent(builder::listener);
    return builder.build();
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
