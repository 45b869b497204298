package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.io.KryoBufferUnderflowException;
import java.io.NotSerializableException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Why a graph can't be encoded or decoded, on its way up from the culprit to the root. Each object
 * on the way adds the step that leads down from it, so the path is the one that was really gone,
 * with indices and keys, and no object has to be walked a second time. Costs nothing until then.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Of a very long path, this many steps are kept at either end. */
  private static final int STEPS_KEPT = 16;

  /** Causes may go in circles. */
  private static final int CAUSES_LOOKED_AT = 8;

  private final transient Deque<String> lastSteps = new ArrayDeque<>();
  private final transient Deque<String> firstSteps = new ArrayDeque<>();
  private final String className;
  private final boolean ofDamage;
  private int stepsLeftOut;

  Failure(String reason, String className, @Nullable Throwable cause) {
    this(reason, className, cause, false);
  }

  private Failure(String reason, String className, @Nullable Throwable cause, boolean ofDamage) {
    super(reason, cause, false, false);
    this.className = className;
    this.ofDamage = ofDamage;
  }

  /** The bytes are none that an encoder makes. */
  static Failure damaged(String how) {
    return damaged(how, null);
  }

  private static Failure damaged(String how, @Nullable Throwable cause) {
    return new Failure("the bytes are damaged: " + how, "", cause, true);
  }

  Failure(String reason, Class<?> culprit) {
    this(reason, culprit.getName(), null);
  }

  /**
   * What happened at an object of the class: the failure itself if it has been told further down.
   */
  static Failure of(Throwable thrown, String className) {
    if (thrown instanceof Failure failure) {
      return failure;
    }
    if (thrown instanceof KryoBufferUnderflowException) {
      return damaged("they end before the object does");
    }
    if (thrown instanceof InternalError && words(thrown).contains("memory access")) {
      return damaged("the file that they stand in was cut off meanwhile", thrown); // see Block
    }
    Failure wrapped = among(thrown);
    return wrapped != null ? wrapped : new Failure(reason(thrown), className, thrown);
  }

  /** A failure that came up through code of the user's, which wrapped it. */
  private static @Nullable Failure among(Throwable thrown) {
    try {
      Throwable cause = thrown.getCause();
      for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++, cause = cause.getCause()) {
        if (cause instanceof Failure failure) {
          return failure;
        }
      }
    } catch (RuntimeException | Error e) {
      return null; // the getter is the user's as well
    }
    return null;
  }

  private static String reason(Throwable thrown) {
    if (thrown instanceof StackOverflowError) {
      return "the object graph is too deep for the thread's stack (a long chain of objects that"
          + " refer to the next one?): keep the objects in a list, or send them in parts";
    }
    if (thrown instanceof OutOfMemoryError) {
      return "the heap is too small for the object and its encoded copy (" + words(thrown) + ")";
    }
    if (thrown instanceof NotSerializableException) {
      return "the class is not Serializable";
    }
    if (thrown instanceof NoClassDefFoundError
        && thrown.getCause() instanceof ClassNotFoundException missing) {
      return reason(missing); // it knows why
    }
    if (thrown instanceof ClassNotFoundException || thrown instanceof NoClassDefFoundError) {
      return "the class can't be found here: " + thrown.getMessage();
    }
    return words(thrown);
  }

  /** What a throwable says of itself, even if its own methods fail. */
  private static String words(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException | Error e) {
      return thrown.getClass().getName();
    }
  }

  /** Adds the step that leads to where this failure came from. */
  Failure at(String step) {
    if (lastSteps.size() < STEPS_KEPT) {
      lastSteps.addFirst(step);
      return this;
    }
    firstSteps.addFirst(step);
    if (firstSteps.size() > STEPS_KEPT) {
      firstSteps.removeLast();
      stepsLeftOut++;
    }
    return this;
  }

  private String path() {
    StringBuilder path = new StringBuilder(String.join(" → ", firstSteps));
    if (stepsLeftOut > 0) {
      path.append(" → … ").append(stepsLeftOut).append(" steps …");
    }
    if (!firstSteps.isEmpty()) {
      path.append(" → ");
    }
    return path.append(String.join(" → ", lastSteps)).toString();
  }

  TransferException toTransferException() {
    String message = getMessage();
    return new TransferException(
        message == null ? "" : message, path(), className, getCause(), ofDamage);
  }

  /** A step's name with the class of what it leads to. */
  static String step(String name, @Nullable Object target) {
    return target == null ? name : name + " (" + typeName(target.getClass()) + ")";
  }

  static String typeName(Class<?> type) {
    return type.isArray() ? type.getTypeName() : type.getName();
  }
}
