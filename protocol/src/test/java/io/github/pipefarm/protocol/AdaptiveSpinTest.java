package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
  private final AtomicLong now = new AtomicLong();
  private final AdaptiveSpin spin = new AdaptiveSpin(() -> now.getAndAdd(1_000));
  private int parked;

  @Test
  void itSpinsOnlyIfTheLastWaitWasShort() {
    spin.await(() -> true, () -> parked++);
    assertThat(parked).as("nothing is known of the last wait").isEqualTo(1);
    spin.await(afterLooks(20), () -> parked++);
    assertThat(parked).as("the last one was short").isEqualTo(1);
    spin.await(() -> true, () -> parked++);
    assertThat(parked).isEqualTo(1);
  }

  @Test
  void itEndsAfterAMomentAndDoesNotSpinTheNextTime() {
    spin.await(() -> false, () -> parked++);
    spin.await(() -> false, () -> parked++);
    long before = now.get();
    spin.await(() -> false, () -> parked++);
    assertThat(parked).isEqualTo(3);
    assertThat(now.get() - before).as("it looked at the clock twice").isEqualTo(2_000);
  }

  @Test
  void itSpinsAgainOnceAWaitWasShort() {
    spin.await(() -> false, () -> now.addAndGet(1_000_000));
    spin.await(() -> false, () -> parked++);
    spin.await(afterLooks(3), () -> parked++);
    assertThat(parked).isEqualTo(1);
  }

  @Test
  void aSecondThreadParksAtOnce() {
    spin.await(() -> false, () -> parked++);
    AtomicInteger looks = new AtomicInteger();
    spin.await(
        () -> {
          spin.await(
              () -> {
                throw new AssertionError("it looks, and so spins");
              },
              () -> parked++);
          return looks.incrementAndGet() == 2;
        },
        () -> parked++);
    assertThat(parked).isEqualTo(3);
  }

  private static BooleanSupplier afterLooks(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return () -> left.decrementAndGet() <= 0;
  }
}
