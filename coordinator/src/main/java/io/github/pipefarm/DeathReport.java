package io.github.pipefarm;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a worker ended that was not meant to, as far as can be told, and what it was at. */
public final class DeathReport implements Serializable {
  private static final long serialVersionUID = 1;
  private final String worker;
  private final long pid;
  private final ExitStatus exit;
  private final boolean oomKilled;
  private final @Nullable String trouble;
  private final String stderrTail;
  private final @Nullable String errorFile;
  private final String errorHead;
  private final @Nullable String recording;
  private final @Nullable Victim victim;

  /**
   * The task that a worker was at when it died.
   *
   * @param item its item's class and the beginning of its text
   * @param ran how long it had run
   */
  record Victim(String name, long index, String item, int attempt, Duration ran)
      implements Serializable {}

  private DeathReport(Builder facts) {
    this.worker = facts.worker;
    this.pid = facts.pid;
    this.exit = facts.exit;
    this.oomKilled = facts.oomKilled;
    this.trouble = facts.trouble;
    this.stderrTail = facts.stderrTail;
    this.errorFile = facts.errorFile;
    this.errorHead = facts.errorHead;
    this.recording = facts.recording;
    this.victim = facts.victim;
  }

  /** Collects the facts. */
  static final class Builder {
    private final String worker;
    private long pid = -1;
    private ExitStatus exit = ExitStatus.UNKNOWN;
    private boolean oomKilled;
    private @Nullable String trouble;
    private String stderrTail = "";
    private @Nullable String errorFile;
    private String errorHead = "";
    private @Nullable String recording;
    private @Nullable Victim victim;

    Builder(String worker) {
      this.worker = worker;
    }

    Builder pid(long id) {
      pid = id;
      return this;
    }

    Builder exit(ExitStatus status) {
      exit = status;
      return this;
    }

    Builder oomKilled(boolean isSo) {
      oomKilled = isSo;
      return this;
    }

    /** What the coordinator knows beyond that, most often because it killed the worker. */
    Builder trouble(@Nullable String reason) {
      trouble = reason;
      return this;
    }

    Builder stderrTail(String text) {
      stderrTail = text;
      return this;
    }

    Builder errorFile(String file, String head) {
      errorFile = file;
      errorHead = head;
      return this;
    }

    Builder recording(@Nullable String file) {
      recording = file;
      return this;
    }

    Builder victim(Victim task) {
      victim = task;
      return this;
    }

    DeathReport build() {
      return new DeathReport(this);
    }
  }

  /**
   * Returns the worker's name.
   *
   * @return the name, as {@code worker-1}
   */
  public String worker() {
    return worker;
  }

  /**
   * Returns the worker's process id.
   *
   * @return the id; empty if it never was a process
   */
  public OptionalLong pid() {
    return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
  }

  /**
   * Returns the exit code of the worker.
   *
   * @return the code that it ended with; empty if a signal ended it, or if the code is not known
   */
  public OptionalInt exitCode() {
    return exit.code() == null ? OptionalInt.empty() : OptionalInt.of(exit.code());
  }

  /**
   * Returns the signal that ended the worker.
   *
   * @return its name, as {@code SIGKILL}; empty if it ended with an exit code
   */
  public Optional<String> signal() {
    return Optional.ofNullable(exit.signal());
  }

  /**
   * Tells whether the kernel's OOM killer has struck in the coordinator's control group while the
   * worker lived, and the worker was ended by SIGKILL.
   *
   * @return false also where the kernel does not tell
   */
  public boolean oomKilled() {
    return oomKilled;
  }

  /**
   * Returns the last lines that the worker wrote on standard error or output.
   *
   * @return the text, at most 8 KB; may be empty
   */
  public String stderrTail() {
    return stderrTail;
  }

  /**
   * Returns the file in which the JVM described its crash: {@code hs_err_pid….log}. It lies in the
   * farm's private folder and goes when the farm is closed.
   *
   * @return the path; empty if there is none
   */
  public Optional<String> errorFile() {
    return Optional.ofNullable(errorFile);
  }

  /**
   * Returns the beginning of that file, which says what crashed, and where.
   *
   * @return the text, at most 8 KB; empty if there is no such file
   */
  public String errorHead() {
    return errorHead;
  }

  /**
   * Returns the file with the worker's flight recording, if workers are recorded: see {@link
   * ProcessFarmBuilder#recordWorkers}. It stays when the farm is closed.
   *
   * @return the path; empty if there is none
   */
  public Optional<String> recording() {
    return Optional.ofNullable(recording);
  }

  /**
   * Returns the position in the input of the task that the worker was at.
   *
   * @return the position, from 0; empty if it was at none
   */
  public OptionalLong index() {
    return victim == null ? OptionalLong.empty() : OptionalLong.of(victim.index());
  }

  /**
   * Describes the item of the task that the worker was at.
   *
   * @return its class and the beginning of its text; empty if it was at none
   */
  public Optional<String> item() {
    return Optional.ofNullable(victim).map(Victim::item);
  }

  /**
   * Returns which try of the task it was.
   *
   * @return from 1; 0 if the worker was at no task
   */
  public int attempt() {
    return victim == null ? 0 : victim.attempt();
  }

  /**
   * Returns how long the task had run.
   *
   * @return the time since the worker began to decode its item; zero if it was at no task, or if
   *     that is not known
   */
  public Duration ran() {
    return victim == null ? Duration.ZERO : victim.ran();
  }

  /**
   * Says what happened and what is likely behind it, in a few words.
   *
   * @return a part of a sentence, as {@code killed by SIGKILL …}
   */
  public String cause() {
    if (trouble != null) {
      return trouble;
    }
    if (oomKilled) {
      return "killed by SIGKILL: by the kernel for want of memory (see maxHeap, and the limit of the"
          + " container)";
    }
    if (stderrTail.contains("java.lang.OutOfMemoryError")) {
      return exit.describe() + ", out of memory (see maxHeap)";
    }
    return exit.describe();
  }

  /** All that is worth to stand in a message. */
  String describe() {
    StringBuilder text = new StringBuilder(cause());
    if (errorFile != null) {
      text.append("; the JVM's report is ").append(errorFile);
      String frame = problematicFrame();
      if (!frame.isEmpty()) {
        text.append(", it crashed in ").append(frame);
      }
    }
    if (recording != null) {
      text.append("; its recording is ").append(recording);
    }
    if (!stderrTail.isBlank()) {
      text.append("; the last it wrote:\n").append(stderrTail.stripTrailing().indent(2));
    }
    return text.toString().stripTrailing();
  }

  /** The line of the JVM's report that says where it was. */
  private String problematicFrame() {
    int at = errorHead.indexOf("# Problematic frame:");
    if (at < 0) {
      return "";
    }
    return errorHead
        .substring(at)
        .lines()
        .skip(1)
        .findFirst()
        .map(line -> line.replaceFirst("^#\\s*", ""))
        .orElse("");
  }

  /**
   * Says the same in one line.
   *
   * @return worker, cause and task
   */
  @Override
  public String toString() {
    String at = victim == null ? "" : ", at " + victim.name() + " for " + victim.ran();
    return worker + ": " + cause() + at;
  }
}
