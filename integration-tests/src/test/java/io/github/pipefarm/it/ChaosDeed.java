package io.github.pipefarm.it;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a task of the chaos does, and what may become of it if nobody interferes. */
// Each of these is the mischief that is wanted.
@SuppressWarnings({
  "ImmutableEnumChecker",
  "InfiniteRecursion",
  "ModifiedButNotUsed",
  "RedundantControlFlow",
  "UnusedVariable"
})
enum ChaosDeed {
  ANSWER(item -> item.answer(), ChaosFate.VALUE),
  SLEEP(
      item -> {
        Thread.sleep(item.id() % 50);
        return item.answer();
      },
      ChaosFate.VALUE),
  CARRY_MUCH(item -> item.answer(), ChaosFate.VALUE),
  FLOOD(
      item -> {
        String line = "a line of task " + item.id() + " that is one of many, \0 and says little";
        for (int i = 0; i < 5_000; i++) {
          System.out.println(line);
          System.err.println(line);
        }
        return item.answer();
      },
      ChaosFate.VALUE),
  CLOSE_STREAMS(
      item -> {
        System.out.close();
        System.err.close();
        return item.answer();
      },
      ChaosFate.VALUE),
  INTERRUPT_ITSELF(
      item -> {
        Thread.currentThread().interrupt();
        return item.answer();
      },
      ChaosFate.VALUE),
  LEAVE_THREAD(
      item -> {
        new Thread(ChaosDeed::sleepForEver, "left by a task").start();
        return item.answer();
      },
      ChaosFate.VALUE),
  START_PROCESS(
      item -> {
        inheriting("echo said by a process").waitFor();
        return item.answer();
      },
      ChaosFate.VALUE),
  LEAVE_PROCESS(
      item -> {
        inheriting("sleep 600");
        return item.answer();
      },
      ChaosFate.VALUE),
  LEAVE_ORPHANS(
      item -> {
        inheriting("setsid sleep 600 & setsid sh -c 'sleep 600 & sleep 600 & wait' & exit")
            .waitFor();
        return item.answer();
      },
      ChaosFate.VALUE),
  THROW(
      item -> {
        throw new IOException("thrown by " + item.id());
      },
      ChaosFate.THROWN),
  THROW_ERROR(
      item -> {
        throw new AssertionError("thrown by " + item.id());
      },
      ChaosFate.THROWN),
  THROW_UNSENDABLE(
      item -> {
        throw new Unsendable();
      },
      ChaosFate.THROWN),
  OVERFLOW_STACK(item -> overflow(item.id()), ChaosFate.THROWN),
  FILL_HEAP(
      item -> {
        List<byte[]> all = new ArrayList<>();
        while (true) {
          all.add(new byte[1 << 20]);
        }
      },
      ChaosFate.THROWN,
      ChaosFate.CRASH),
  RETURN_UNSENDABLE(item -> Thread.currentThread(), ChaosFate.NOT_TRANSFERABLE),
  RETURN_UNDECODABLE(
      item -> item.answer(new ChaosBaggage.Undecodable()), ChaosFate.NOT_TRANSFERABLE),
  RETURN_SLOW_TO_DECODE(item -> item.answer(new ChaosBaggage.SlowToDecode(600)), ChaosFate.VALUE),
  BE_UNSENDABLE(Thread::new, ChaosFate.NOT_TRANSFERABLE),
  BE_UNDECODABLE(ChaosBaggage.Undecodable::new, ChaosFate.NOT_TRANSFERABLE),
  BE_DEADLY(ChaosBaggage.Deadly::new, ChaosFate.CRASH),
  EXIT(
      item -> {
        System.exit(item.id() % 256);
        return null;
      },
      ChaosFate.CRASH),
  HALT(
      item -> {
        Runtime.getRuntime().halt(item.id() % 256);
        return null;
      },
      ChaosFate.CRASH),
  SEGFAULT(item -> writeTo(0), ChaosFate.CRASH),
  KILL_ITSELF(
      item -> {
        Pids.kill(Pids.own());
        return sleepForEver();
      },
      ChaosFate.CRASH),

  // From here on they never end.
  BE_ENDLESS(ChaosBaggage.EndlessToDecode::new, ChaosFate.TIMEOUT),
  RETURN_ENDLESS(item -> item.answer(new ChaosBaggage.EndlessToEncode()), ChaosFate.TIMEOUT),
  STOP_ITSELF(
      item -> {
        Pids.signal("STOP", Pids.own());
        return sleepForEver();
      },
      ChaosFate.TIMEOUT),
  WAIT(
      item -> {
        Thread.sleep(600_000);
        return null;
      },
      ChaosFate.TIMEOUT),
  SPIN(item -> spin(), ChaosFate.TIMEOUT),
  IGNORE_INTERRUPTS(item -> sleepForEver(), ChaosFate.TIMEOUT),
  EXIT_WITHOUT_END(
      item -> {
        Runtime.getRuntime().addShutdownHook(new Thread(ChaosDeed::sleepForEver));
        System.exit(1);
        return null;
      },
      ChaosFate.TIMEOUT);

  private interface Doing {
    Object of(ChaosItem item) throws Exception;
  }

  private final Doing doing;
  private final Supplier<?> baggage;
  private final Set<ChaosFate> fates;

  ChaosDeed(Doing doing, ChaosFate first, ChaosFate... others) {
    this(doing, () -> null, EnumSet.of(first, others));
  }

  /** What is the matter is in the item; the task would answer. */
  ChaosDeed(Supplier<?> baggage, ChaosFate fate) {
    this(item -> item.answer(), baggage, EnumSet.of(fate));
  }

  ChaosDeed(Doing doing, Supplier<?> baggage, Set<ChaosFate> fates) {
    this.doing = doing;
    this.baggage = baggage;
    this.fates = fates;
  }

  Object perform(ChaosItem item) throws Exception {
    return doing.of(item);
  }

  /** Makes an item that brings this about. */
  ChaosItem item(int id, int payload) {
    byte[] bytes = new byte[this == CARRY_MUCH ? 100_000 + payload * 20_000 : payload];
    for (int i = 0; i < bytes.length; i += 64) {
      bytes[i] = (byte) (id + i);
    }
    return new ChaosItem(id, this, bytes, baggage.get());
  }

  boolean mayEndIn(ChaosFate fate) {
    return fates.contains(fate);
  }

  boolean isEndless() {
    return compareTo(BE_ENDLESS) >= 0;
  }

  static Object spin() {
    long n = 1;
    while (n != 0) {
      n = n * 31 + 1 | 1;
    }
    return n;
  }

  private static Object sleepForEver() {
    while (true) {
      try {
        Thread.sleep(600_000);
      } catch (InterruptedException e) {
        // That is the point: it does not care.
        continue;
      }
    }
  }

  private static Object overflow(int depth) {
    return List.of(overflow(depth + 1), depth);
  }

  private static Process inheriting(String script) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start();
  }

  private static Object writeTo(long address) throws Exception {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field field = unsafe.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    unsafe.getMethod("putByte", long.class, byte.class).invoke(field.get(null), address, (byte) 1);
    return Path.of("not reached");
  }

  /** Has a field that can't be sent. */
  private static final class Unsendable extends Exception {
    final Thread thread = Thread.currentThread();
  }
}
