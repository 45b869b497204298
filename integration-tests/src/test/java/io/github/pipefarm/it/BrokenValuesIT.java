package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.TaskFunction;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exceptions, items and results that are hard to send, or can't be, by a real worker. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class BrokenValuesIT {
  private static final String OOPS =
      """
      package com.acme;
      public class Oops extends RuntimeException {
        public Oops(String message) { super(message); }
      }
      """;

  @TempDir Path folder;
  private Farm farm;

  /** Exceptions that are broken, each in its own way. */
  private enum Kind {
    WITH_A_THREAD("holds a thread") {
      @Override
      Exception make() {
        return new WithThread();
      }
    },
    WITHOUT_A_SERIAL_FORM("has no serial form") {
      @Override
      Exception make() {
        return new WithoutSerialForm();
      }
    },
    WITHOUT_A_MESSAGE("Mute") {
      @Override
      Exception make() {
        return new Mute();
      }
    },
    IN_A_CIRCLE("a circle") {
      @Override
      Exception make() {
        Exception outer = new Exception("a circle");
        Exception inner = new Exception("inner", outer);
        outer.initCause(inner);
        return outer;
      }
    },
    OF_THE_WORKER_ALONE("known here only") {
      @Override
      Exception make() throws Exception {
        return (Exception)
            ClassLoader.getSystemClassLoader()
                .loadClass("com.acme.Oops")
                .getConstructor(String.class)
                .newInstance("known here only");
      }
    },
    OF_10_MEGABYTES("xxxxxxxx") {
      @Override
      Exception make() {
        return new IllegalStateException("x".repeat(10 << 20));
      }
    };

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    abstract Exception make() throws Exception;
  }

  static final class WithThread extends Exception {
    final Thread thread = new Thread();

    WithThread() {
      super("holds a thread");
    }
  }

  private static final class WithoutSerialForm extends Exception {
    WithoutSerialForm() {
      super("has no serial form");
    }

    @SuppressWarnings("UnusedMethod") // by Java serialization
    private void writeObject(ObjectOutputStream out) {
      throw new UnsupportedOperationException("not to be written");
    }
  }

  private static final class Mute extends Exception {
    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  private static final class Node {
    Node next;
  }

  @BeforeEach
  void openFarm() {
    Compiled.of("com.acme.Oops", OOPS).writeTo(folder);
    farm = Farm.processes(1).classpath(folder).build();
  }

  @AfterEach
  void closeFarm() {
    farm.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anExceptionOfEveryBrokenKindArrivesWithBothStacks(Kind kind) {
    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class, () -> farm.map(List.of(kind), BrokenValuesIT::fail));

    assertThat(failure.getStackTrace())
        .as("where the caller asked")
        .extracting(StackTraceElement::getClassName)
        .contains(BrokenValuesIT.class.getName());
    assertThat(failure.getCause().getStackTrace())
        .as("where it was thrown")
        .extracting(StackTraceElement::getMethodName)
        .contains("make", "fail");
    if (kind != Kind.WITHOUT_A_MESSAGE) {
      assertThat(failure.getCause().toString()).contains(kind.shown);
    }
    assertThat(farm.map(List.of(1), i -> i + 1)).as("by the same worker").containsExactly(2);
    assertThat(farm.stats().workersStarted()).isEqualTo(1);
  }

  private static Object fail(Kind kind) throws Exception {
    throw kind.make();
  }

  @Test
  void aChainOf100000ObjectsIsRefusedAsItemAndAsResultAndTheFarmGoesOn() {
    Node chain = chain();
    assertThatThrownBy(() -> farm.map(List.of(chain), node -> 1))
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("too deep");
    assertThatThrownBy(() -> farm.call(BrokenValuesIT::chain))
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("too deep");
    assertThat(farm.map(List.of(1), i -> i + 1)).containsExactly(2);
    assertThat(farm.stats().workersStarted()).isEqualTo(1);
  }

  private static Node chain() {
    Node first = new Node();
    Node last = first;
    for (int i = 0; i < 100_000; i++) {
      last.next = new Node();
      last = last.next;
    }
    return first;
  }

  /** An item that brings a class with it which nobody has named yet, and may be refused. */
  private static Object item(Random lots, int i) {
    Object named =
        switch (lots.nextInt(6)) {
          case 0 -> List.of(i);
          case 1 -> BigInteger.valueOf(i);
          case 2 -> new AtomicLong(i);
          case 3 -> new int[][] {{i}};
          case 4 -> new TreeMap<>(Map.of(i, i));
          default -> new ArrayDeque<>(List.of(i));
        };
    return lots.nextInt(3) == 0 ? new Object[] {named, new Thread()} : new Object[] {named, i};
  }

  @Test
  void bothEndsNamesStayInStepWhenEncodingsFailAndTasksAreRecalledAtRandom() {
    TaskFunction<Object[], Object> echo =
        parts -> {
          int i = (Integer) parts[1];
          if (i % 97 == 0) {
            Thread.sleep(20); // what waits behind it is recalled
          }
          return i % 7 == 0 ? new Object[] {parts[0], new Thread()} : parts[0].getClass().getName();
        };
    long seed = new Random().nextLong();
    Random lots = new Random(seed);
    for (int round = 0; round < 4; round++) {
      List<Object[]> items = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        items.add((Object[]) item(lots, i));
      }
      try (Farm two = Farm.processes(2).build();
          Stream<Outcome<Object[], Object>> outcomes = two.outcomes(items, echo)) {
        outcomes.forEach(
            outcome -> {
              Object[] item = outcome.item();
              String as = "seed " + seed + ", item " + outcome.index();
              if (item[1] instanceof Thread || outcome.index() % 7 == 0) {
                assertThatThrownBy(outcome::get)
                    .as(as)
                    .isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("thread");
              } else {
                assertThat(outcome.get()).as(as).isEqualTo(item[0].getClass().getName());
              }
            });
        assertThat(two.map(numbers(10), i -> i)).isEqualTo(numbers(10));
      }
    }
  }
}
