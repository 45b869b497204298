package io.github.pipefarm.it;

import io.github.pipefarm.function.TaskFunction;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Functions of a user of the command line. */
public final class Work implements TaskFunction<String, String> {
  public static int work(int a, int b, int constant) {
    return (a + b) * constant;
  }

  /** Takes some time, another for each number. */
  public static int dawdle(int number) throws InterruptedException {
    Thread.sleep(Math.floorMod(number * 7919, 5));
    return number;
  }

  public static int reciprocal(int number) {
    return 100 / number;
  }

  public static int noisyReciprocal(int number) {
    System.out.println("about to divide by " + number);
    return 100 / number;
  }

  /** Takes long enough for its worker's memory to be looked at. */
  public static long pid(int number) throws InterruptedException {
    Thread.sleep(60);
    return Pids.own();
  }

  public static int halt(int number) {
    if (number == 3) {
      Runtime.getRuntime().halt(9);
    }
    return number;
  }

  public static String noisy(String text) {
    System.out.println("printed by the function");
    return text;
  }

  @Override
  public String apply(String line) {
    return line.toUpperCase(Locale.ROOT);
  }

  /** Functions that a test follows, and holds up, by the marks in a folder that it names. */
  public static final class Held {
    private static final Marks MARKS = new Marks(Path.of(System.getenv("PIPEFARM_IT_MARKS")));

    private Held() {}

    public static String untilOpen(String record) throws InterruptedException {
      begin(record);
      MARKS.holdUntil("open");
      return "done " + record;
    }

    /** Takes no notice of interrupts; the record 0 alone comes to an end. */
    public static String forEver(String record) {
      begin(record);
      while (!record.equals("0")) {
        LockSupport.park();
        Thread.interrupted();
      }
      return "done " + record;
    }

    /** Slow enough to be killed in the midst of; a negative record holds the run up. */
    public static int twice(int number) throws InterruptedException {
      if (number < 0) {
        MARKS.add("held", number);
        MARKS.holdUntil("open");
      }
      return twiceSlowly(number);
    }

    private static void begin(String record) {
      MARKS.add("worker", Pids.own());
      MARKS.add("begun", record);
    }
  }

  /** A class that leaves a trace in the process that initializes it. */
  public static final class Traced {
    static {
      Marks marks = new Marks(Path.of(System.getenv("PIPEFARM_IT_MARKS")));
      marks.add("initialized", Pids.own());
    }

    private Traced() {}

    public static long pid(String line) {
      return Pids.own();
    }
  }

  /** Slow enough for the progress of a run to be seen. */
  public static int twiceSlowly(int n) throws InterruptedException {
    Thread.sleep(1);
    return 2 * n;
  }
}
