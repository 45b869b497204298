package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FUNCTION on its way to a worker, as text. Each worker resolves it once, at its first record; the
 * coordinator never does.
 */
final class RecordTask implements TaskFunction<String, @Nullable String> {
  private static final long serialVersionUID = 1;

  /** The result of a record that was not to begin any more; no line of output has a line break. */
  static final String NOT_BEGUN = "\n";

  private final String function;
  private final RecordFormat format;
  private final String[] constantsFirst;
  private final String[] constantsLast;
  private final String[] classPath;
  private final StopToken stop;
  private transient @Nullable RecordFunction resolved;

  /**
   * Names a function.
   *
   * @param classPath what the class path of the JVM that runs the tasks lacks
   * @param stop whether records may still begin
   */
  RecordTask(String function, Binding binding, List<String> classPath, StopToken stop) {
    this.function = function;
    this.format = binding.format();
    this.constantsFirst = binding.first().toArray(String[]::new);
    this.constantsLast = binding.last().toArray(String[]::new);
    this.classPath = classPath.toArray(String[]::new);
    this.stop = stop;
  }

  /** Returns the line of output, null if nothing is to be printed, or {@link #NOT_BEGUN}. */
  @Override
  @SuppressWarnings("NullAway") // which does not look at the type arguments
  public @Nullable String apply(String record) throws Exception {
    if (stop.isStopRequested()) {
      return NOT_BEGUN;
    }
    RecordFunction runnable = resolved;
    if (runnable == null) {
      runnable = resolve();
      resolved = runnable;
    }
    try {
      return runnable.apply(record);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("thrown by " + function + ": " + e, e);
    }
  }

  /** Whether records that wait in this process can be kept from beginning. */
  boolean canBeStopped() {
    return stop.isVisible();
  }

  RecordFunction resolve() throws ResolutionException {
    ClassLoader loader = ClassPath.loader(List.of(classPath));
    Binding binding = new Binding(format, List.of(constantsFirst), List.of(constantsLast));
    RecordFunction runnable =
        new FunctionResolver(loader, binding).resolve(FunctionText.parse(function));
    return classPath.length == 0 ? runnable : record -> applyUnder(loader, runnable, record);
  }

  private static @Nullable String applyUnder(
      ClassLoader loader, RecordFunction runnable, String record) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return runnable.apply(record);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
