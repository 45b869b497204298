package io.github.pipefarm;

import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.SettingControl;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What stands in a flight recording about farms. The fields are columns there. */
@Category("Pipefarm")
@StackTrace(false)
abstract class FlightEvent extends Event {
  @Label("Farm")
  String farm = "";

  /** From the opening of a farm to its end. */
  @Name("io.github.pipefarm.Farm")
  @Label("Farm")
  @Description("A farm, from its opening to its end")
  static final class OfFarm extends FlightEvent {
    @Label("Workers")
    @Description("How many it may have at a time")
    int workers;

    @Label("Workers Started")
    long workersStarted;

    @Label("Workers Crashed")
    long workersCrashed;

    @Label("Tasks Succeeded")
    long tasksSucceeded;

    @Label("Tasks Failed")
    long tasksFailed;
  }

  /** How a farm is doing. */
  @Name("io.github.pipefarm.FarmStatistics")
  @Label("Farm Statistics")
  @Description("What a farm has done so far, and how many of its workers are busy")
  @Period("1 s")
  static final class Statistics extends FlightEvent {
    @Label("Workers")
    int workers;

    @Label("Busy Workers")
    int busyWorkers;

    @Label("Tasks Submitted")
    long tasksSubmitted;

    @Label("Tasks Succeeded")
    long tasksSucceeded;

    @Label("Tasks Failed")
    long tasksFailed;

    @Label("Tasks Retried")
    long tasksRetried;

    @Label("Sent")
    @DataAmount
    long bytesSent;

    @Label("Received")
    @DataAmount
    long bytesReceived;
  }

  /** From the start of a worker to its end. */
  @Name("io.github.pipefarm.Worker")
  @Label("Worker")
  @Description("A worker, from its start to its end")
  static final class OfWorker extends FlightEvent {
    final transient long began = System.nanoTime();

    @Label("Worker")
    String worker = "";

    @Label("Process Id")
    @Description("-1 if it is no process")
    long pid;

    @Label("Start-Up Time")
    @Description("From its start until it was ready for tasks")
    @Timespan
    long startUpTime;

    @Label("Died")
    @Description("Whether it ended though the farm did not want it to")
    boolean died;
  }

  /** A worker ended that was not meant to. */
  @Name("io.github.pipefarm.WorkerDeath")
  @Label("Worker Death")
  @Description("A worker crashed, or was killed")
  static final class OfDeath extends FlightEvent {
    @Label("Worker")
    String worker = "";

    @Label("Process Id")
    long pid;

    @Label("Cause")
    String cause = "";

    @Label("Task Index")
    @Description("The position in the input of the task that it was at; -1 if it was at none")
    long taskIndex;

    @Label("Attempt")
    @Description("Which try of the task that was, from 1")
    int attempt;

    @Label("Task Ran")
    @Timespan
    long taskRan;

    @Label("Recording")
    @Description("The worker's own flight recording, if it was recorded")
    String recording = "";
  }

  /** From the beginning of a job to its end. */
  @Name("io.github.pipefarm.Job")
  @Label("Job")
  @Description("A function over many items, from its first to its last")
  static final class OfJob extends FlightEvent {
    @Label("Job")
    String job = "";

    @Label("Tasks Succeeded")
    long tasksSucceeded;

    @Label("Tasks Failed")
    long tasksFailed;

    @Label("Tasks Retried")
    long tasksRetried;
  }

  /** A task has got its outcome. Only those that took long, unless a recording wants more. */
  @Name("io.github.pipefarm.Task")
  @Label("Task")
  @Description("A task that ran long has got its outcome; see its setting 'ranAtLeast'")
  static final class OfTask extends FlightEvent {
    @Label("Job")
    String job = "";

    @Label("Index")
    @Description("The position of its item in the input")
    long index;

    @Label("Worker")
    String worker = "";

    @Label("Attempts")
    int attempts;

    @Label("Ran")
    @Description("How long the function took in its worker")
    @Timespan
    long ran;

    @Label("Size")
    @Description("Item and result, encoded")
    @DataAmount
    long size;

    @Label("Failure")
    @Description("What it failed with; empty if it succeeded")
    String failure = "";

    /** JFR's own threshold is of no use: the event is made when the task has ended elsewhere. */
    @SettingDefinition
    @Name("ranAtLeast")
    @Label("Ran At Least")
    @Description("Only tasks that took as long, as 0 ms or 20 ms")
    @Timespan
    boolean ranAtLeast(RanAtLeast limit) {
      return ran >= limit.nanos;
    }
  }

  /** How long a task must have run to stand in a recording; of several recordings the least. */
  static final class RanAtLeast extends SettingControl {
    /** A recording of a million tiny tasks is of no use to anybody who has not asked for it. */
    private static final String DEFAULT = "20 ms";

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(ns|us|ms|s|m|h|d)");

    private String value = DEFAULT;
    private volatile long nanos = nanos(DEFAULT);

    @Override
    public String combine(Set<String> values) {
      return values.stream().min(Comparator.comparingLong(RanAtLeast::nanos)).orElse(DEFAULT);
    }

    @Override
    public void setValue(String text) {
      value = text;
      nanos = nanos(text);
    }

    @Override
    public String getValue() {
      return value;
    }

    /** The forms of JFR's own settings; what is none counts as the default. */
    private static long nanos(String text) {
      var parts = FORM.matcher(text);
      if (!parts.matches()) {
        return nanos(DEFAULT);
      }
      long unit =
          switch (parts.group(2)) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
          };
      try {
        return Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
      } catch (ArithmeticException e) {
        return Long.MAX_VALUE;
      }
    }
  }
}
