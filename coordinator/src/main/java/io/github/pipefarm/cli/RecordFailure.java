package io.github.pipefarm.cli;

import io.github.pipefarm.FarmException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.TaskTimeoutException;
import io.github.pipefarm.WorkerCrashedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why a record failed, in words.
 *
 * @param className the class of what was thrown, or of the exception that tells what happened
 * @param message what it says
 * @param stack where it happened, in the worker; empty if nobody knows
 */
record RecordFailure(String className, String message, String stack) {
  /**
   * An exception whose class only the worker has arrives as a copy that knows no more than what the
   * original said of itself.
   */
  private static final Pattern CLASS_AND_MESSAGE =
      Pattern.compile(
          "(\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*)(?:: (.*))?",
          Pattern.DOTALL);

  /** What a class said to whose object a part of a record was to be converted. */
  private static final Pattern CONVERSION =
      Pattern.compile("((?:\\w+\\.)+[\\w$]+): (.*)", Pattern.DOTALL);

  private static final Pattern OURS =
      Pattern.compile("io\\.github\\.pipefarm\\.[^.]+|" + RecordException.class.getSimpleName());

  static RecordFailure of(FarmException exception) {
    if (exception instanceof TaskFailedException && exception.getCause() != null) {
      return thrown(exception.getCause());
    }
    String stack =
        exception instanceof TaskTimeoutException timeout
            ? Arrays.stream(timeout.stuckAt())
                .map(element -> "\tat " + element + "\n")
                .collect(Collectors.joining())
            : "";
    return new RecordFailure(exception.getClass().getName(), sentence(exception), stack);
  }

  private static RecordFailure thrown(Throwable cause) {
    if (cause.toString().startsWith(RecordException.class.getName() + ": ")) {
      return ofRecord(String.valueOf(cause.getMessage()));
    }
    StringWriter stack = new StringWriter();
    cause.printStackTrace(new PrintWriter(stack));
    Matcher parts = CLASS_AND_MESSAGE.matcher(cause.toString());
    return parts.matches()
        ? new RecordFailure(
            parts.group(1), parts.group(2) == null ? "" : parts.group(2), stack.toString())
        : new RecordFailure(
            cause.getClass().getName(), String.valueOf(cause.getMessage()), stack.toString());
  }

  /** The record is at fault, so where that was noticed says nothing. */
  private static RecordFailure ofRecord(String message) {
    Matcher parts = CONVERSION.matcher(message);
    return parts.matches()
        ? new RecordFailure(parts.group(1), parts.group(2), "")
        : new RecordFailure(RecordException.class.getSimpleName(), message, "");
  }

  private static String sentence(FarmException exception) {
    if (exception instanceof WorkerCrashedException crash) {
      String end =
          crash
              .signal()
              .map(signal -> "was killed by " + signal)
              .or(
                  () ->
                      crash.exitCode().stream()
                          .mapToObj(code -> "ended with exit code " + code)
                          .findFirst())
              .orElse("died");
      String why = crash.report().oomKilled() ? ", by the kernel, which was out of memory" : "";
      return "its worker " + end + why + tries(crash.attempts());
    }
    if (exception instanceof TaskTimeoutException timeout) {
      StackTraceElement[] stack = timeout.stuckAt();
      return "it took longer than its timeout"
          + (stack.length == 0 ? "" : ", stuck at " + stack[0])
          + tries(timeout.attempts());
    }
    return String.valueOf(exception.getMessage());
  }

  private static String tries(int attempts) {
    return attempts == 1 ? "" : ", " + attempts + " tries";
  }

  /** For a person, who need not know the names of our own exceptions. */
  String description() {
    return FailureReport.oneLine(OURS.matcher(className).matches() ? message : withClass());
  }

  /** For the place of a result in the output. */
  String line() {
    return FailureReport.oneLine(withClass());
  }

  private String withClass() {
    return message.isEmpty() ? className : className + ": " + message;
  }
}
