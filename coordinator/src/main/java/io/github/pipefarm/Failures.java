package io.github.pipefarm;

import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.TransferException;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with a task. */
final class Failures {
  private static final int SHOWN = 80;

  private Failures() {}

  static Failure threw(SingleSlot slot, OptionalLong pid, Throwable thrown) {
    return threw(slot, pid, thrown, 0);
  }

  /**
   * @param maxHeap how large the heap may grow that the task ran in, in bytes; 0 if it is the
   *     caller's own
   */
  static Failure threw(SingleSlot slot, OptionalLong pid, Throwable thrown, long maxHeap) {
    String hint =
        thrown instanceof OutOfMemoryError && maxHeap > 0
            ? "; the heap of a worker is limited to %d MB (see maxHeap)".formatted(maxHeap >> 20)
            : "";
    return about(slot, task -> new TaskFailedException(task, pid, thrown, hint));
  }

  static Failure crashed(SingleSlot slot, DeathReport report) {
    return about(slot, task -> new WorkerCrashedException(task, report));
  }

  static Failure timedOut(SingleSlot slot, Duration timeout, StackTraceElement[] stuckAt) {
    return about(slot, task -> new TaskTimeoutException(task, timeout, stuckAt));
  }

  private static Failure about(SingleSlot slot, Function<TaskException.Facts, FarmException> made) {
    // As they are now: both change if the task is tried again.
    String worker = slot.worker();
    int attempts = slot.attempts();
    return () ->
        made.apply(
            new TaskException.Facts(
                name(slot), slot.index(), describe(slot.item()), worker, attempts));
  }

  /** The task was under way when its job was ended before its time. */
  static Failure cancelled(SingleSlot slot) {
    Failure why = slot.job.abortedBy();
    return () -> {
      FarmException cause = why == null ? null : why.toException();
      String reason = cause == null ? "" : ": " + cause.getMessage();
      return new TaskCancelledException(name(slot) + " was cancelled while it ran" + reason, cause);
    };
  }

  static Failure notTransferred(SingleSlot slot, What what, TransferException why) {
    return () -> notTransferable(subject(slot, what), what.name().toLowerCase(Locale.ROOT), why);
  }

  /** Names a task: one of a job by its index and item, one on its own by its number or name. */
  static String name(SingleSlot slot) {
    if (!slot.job.isSingleTask()) {
      return "task %d (%s)".formatted(slot.index(), describe(slot.item()));
    }
    return slot.item() == null
        ? slot.job.toString()
        : slot.job + " (" + describe(slot.item()) + ")";
  }

  private static String subject(SingleSlot slot, What what) {
    String task = name(slot);
    return switch (what) {
      case FUNCTION -> "the function of " + slot.job + " can't be received by a worker";
      case ITEM -> "the item of " + task + " can't be sent to a worker";
      case RESULT -> "the result of " + task + " can't be sent back";
    };
  }

  /**
   * @param root what the culprit was found in, as a word
   */
  static NotTransferableException notTransferable(
      String subject, String root, TransferException why) {
    String path = pathFrom(root, why);
    String where = path.equals(root) ? "" : " [" + path + "]";
    return new NotTransferableException(
        subject + ": " + why.getMessage() + where, path, why.className(), why);
  }

  private static String pathFrom(String root, TransferException why) {
    String path = why.path();
    if (path.isEmpty()) {
      return why.className().isEmpty() ? root : root + " (" + why.className() + ")";
    }
    return root + (path.startsWith("[") ? "" : " → ") + path;
  }

  /** What a throwable says of itself, even if its own methods fail. */
  static String words(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (Throwable e) { // the user's own code, which may throw anything
      return thrown.getClass().getName();
    }
  }

  /** The class and the beginning of the text of an item, whatever it is. */
  static String describe(@Nullable Object item) {
    if (item == null) {
      return "null";
    }
    Class<?> type = item.getClass();
    if (type.isArray()) {
      return type.getComponentType().getSimpleName() + "[" + Array.getLength(item) + "]";
    }
    String text;
    try {
      text = String.valueOf(item);
      text = text.substring(0, Math.min(text.length(), 4 * SHOWN)).replaceAll("\\s+", " ");
    } catch (Throwable e) { // the user's own code, which may throw anything
      return type.getSimpleName();
    }
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return item instanceof CharSequence ? '"' + shown + '"' : type.getSimpleName() + " " + shown;
  }
}
