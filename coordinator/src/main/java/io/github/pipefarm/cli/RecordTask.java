package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FUNCTION on its way to a worker, as text. Each worker resolves it once, at its first record; the
 * coordinator never does.
 */
@SuppressWarnings("serial") // lists and interfaces whose values are serializable
final class RecordTask implements TaskFunction<String, @Nullable String> {
  private static final long serialVersionUID = 1;

  /** The result of a record that was not to begin any more; no line of output has a line break. */
  static final String NOT_BEGUN = "\n";

  /** The result of a malformed record that is to be skipped. */
  static final String SKIPPED = "\r";

  /** What this worker resolved last: it checks FUNCTION before it gets the first record. */
  private static final ThreadLocal<@Nullable Resolved> LAST = new ThreadLocal<>();

  private final UserCode code;
  private final Binding binding;
  private final OutputFormat output;
  private final OnMalformed onMalformed;
  private final List<String> classPath;
  private final StopToken stop;
  private transient @Nullable RecordFunction resolved;

  /**
   * Names a function.
   *
   * @param classPath what the class path of the JVM that runs the tasks lacks
   * @param stop whether records may still begin
   */
  RecordTask(
      UserCode code,
      Binding binding,
      OutputFormat output,
      OnMalformed onMalformed,
      List<String> classPath,
      StopToken stop) {
    this.code = code;
    this.binding = binding;
    this.output = output;
    this.onMalformed = onMalformed;
    this.classPath = List.copyOf(classPath);
    this.stop = stop;
  }

  /**
   * Returns the line of output, null if nothing is to be printed, {@link #NOT_BEGUN} or {@link
   * #SKIPPED}.
   */
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
      if (MalformedRecord.is(record)) {
        throw RecordException.malformed(MalformedRecord.of(record).reason());
      }
      return runnable.apply(record);
    } catch (RecordException e) {
      if (e.isMalformed() && onMalformed == OnMalformed.SKIP) {
        return SKIPPED;
      }
      throw e;
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("thrown by " + code.text() + ": " + e, e);
    }
  }

  /** Whether records that wait in this process can be kept from beginning. */
  boolean canBeStopped() {
    return stop.isVisible();
  }

  /** What a worker has resolved, and for which code. */
  private record Resolved(String id, RecordFunction function) {}

  RecordFunction resolve() throws ResolutionException {
    Resolved last = LAST.get();
    if (last != null && last.id().equals(code.id())) {
      return last.function();
    }
    ClassLoader loader = code.loader(classPath);
    RecordFunction runnable = code.resolve(loader, binding, output);
    RecordFunction function =
        loader == RecordTask.class.getClassLoader()
            ? runnable
            : record -> applyUnder(loader, runnable, record);
    LAST.set(new Resolved(code.id(), function));
    return function;
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
