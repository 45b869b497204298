package io.github.pipefarm.cli;

import io.github.pipefarm.Job;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How records are run, whatever they are: the options of a {@link Job}, at a shell. */
final class RunningOptions {
  private @Nullable Duration timeout;
  private @Nullable Duration deadline;
  private @Nullable Integer retries;
  private @Nullable Duration retryDelay;
  private @Nullable Integer crashRetries;
  private @Nullable Integer batch;
  private @Nullable Integer window;
  private boolean unordered;
  private @Nullable Long seed;

  @Option(
      names = "--grace",
      order = 6,
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long the records that run may take to finish after Ctrl-C, SIGTERM or SIGHUP, before"
              + " their workers are killed; they are killed at once where workers can't be told to begin"
              + " no more, as in a sandbox without the /proc of this process. Default: 5s.")
  private Duration grace = Duration.ofSeconds(5);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--timeout",
      order = 1,
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Kill what takes longer than this for one record, as 500ms, 30s or 5m; only that record"
              + " fails. Default: no limit.")
  void setTimeout(Duration limit) {
    timeout = limit;
  }

  @Option(
      names = "--deadline",
      order = 2,
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End with exit code 124 when all takes longer than this. Default: no limit.")
  void setDeadline(Duration limit) {
    deadline = limit;
  }

  @Option(
      names = "--retries",
      order = 3,
      paramLabel = "N",
      description = "How often a record is tried again that failed or took too long. Default: 0.")
  void setRetries(int tries) {
    retries = atLeast(0, "--retries", tries);
  }

  @Option(
      names = "--retry-delay",
      order = 4,
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long a record waits before it is tried again. Default: not at all.")
  void setRetryDelay(Duration delay) {
    retryDelay = delay;
  }

  @Option(
      names = "--crash-retries",
      order = 5,
      paramLabel = "N",
      description =
          "How often a record is tried again whose worker died. Default: 0, it fails at once.")
  void setCrashRetries(int tries) {
    crashRetries = atLeast(0, "--crash-retries", tries);
  }

  @Option(
      names = "--batch",
      order = 7,
      paramLabel = "N",
      description =
          "How many records travel together. Default: decided from how long they are seen to take.")
  void setBatch(int records) {
    batch = atLeast(1, "--batch", records);
  }

  @Option(
      names = "--window",
      order = 8,
      paramLabel = "N",
      description =
          "How many records may be read ahead of the first whose result is not yet written."
              + " Default: 1024 for each worker.")
  void setWindow(int records) {
    window = atLeast(1, "--window", records);
  }

  @Option(
      names = "--unordered",
      order = 9,
      description = "Write each result when it is ready, whatever came before it.")
  void setUnordered(boolean isUnordered) {
    unordered = isUnordered;
  }

  @Option(
      names = "--seed",
      order = 10,
      paramLabel = "N",
      description =
          "Make the random numbers of TaskContext the same in every run, whatever the number of"
              + " workers. Default: others each time.")
  void setSeed(long number) {
    seed = number;
  }

  /** The seed of random numbers, at random if none was given. */
  long seed() {
    // What any reader of JSON takes for a number without rounding it.
    return seed == null ? ThreadLocalRandom.current().nextLong(1L << 53) : seed;
  }

  Duration grace() {
    return grace;
  }

  boolean isOrdered() {
    return !unordered;
  }

  private int atLeast(int least, String option, int value) {
    if (value < least) {
      String message = option + ": " + value + " must be " + least + " or more";
      throw command == null
          ? CommandException.usage(message)
          : new ParameterException(command.commandLine(), message);
    }
    return value;
  }

  /** The job with what was asked for. */
  Job applyTo(Job job) {
    Job configured = job;
    if (timeout != null) {
      configured = configured.timeout(timeout);
    }
    if (deadline != null) {
      configured = configured.deadline(deadline);
    }
    if (retries != null) {
      configured = configured.retries(retries);
    }
    if (retryDelay != null) {
      configured = configured.retryDelay(retryDelay);
    }
    if (crashRetries != null) {
      configured = configured.crashRetries(crashRetries);
    }
    if (batch != null) {
      configured = configured.batch(batch);
    }
    if (window != null) {
      configured = configured.window(window);
    }
    if (seed != null) {
      configured = configured.seed(seed);
    }
    return unordered ? configured.unordered() : configured;
  }
}
