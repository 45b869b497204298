package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
  private final AtomicLong now = new AtomicLong();
  private final AdaptiveSpin spin = new AdaptiveSpin(() -> now.getAndAdd(1_000));

  @Test
  void itWaitsForWhatComesSoon() {
    for (int i = 0; i < 10; i++) {
      assertThat(spin.tryAwait(afterLooks(20))).isTrue();
    }
  }

  @Test
  void itWaitsNoLongerThanATenthOfAMillisecond() {
    assertThat(spin.tryAwait(() -> false)).isFalse();
    assertThat(now.get()).isBetween(100_000L, 110_000L);
  }

  @Test
  void itSpinsEverMoreSeldomWhileThatIsInVain() {
    List<Integer> spun = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      if (looksAtAll()) {
        spun.add(i);
      }
    }
    assertThat(spun).containsExactly(0, 2, 5, 10, 19, 36, 69, 134, 199, 264, 329, 394);
  }

  private boolean looksAtAll() {
    AtomicInteger looks = new AtomicInteger();
    spin.tryAwait(
        () -> {
          looks.incrementAndGet();
          return false;
        });
    return looks.get() > 0;
  }

  @Test
  void itSpinsEachTimeAgainOnceThatPays() {
    for (int i = 0; i < 10; i++) {
      spin.tryAwait(() -> false);
    }
    assertThat(spin.tryAwait(() -> true)).as("the eleventh wait").isTrue();
    assertThat(spin.tryAwait(() -> true)).as("the next one").isTrue();
  }

  @Test
  void whatComesWhileOthersHadTheProcessorForLongDoesNotPay() {
    BooleanSupplier late = () -> now.addAndGet(3_000_000) > 0;
    assertThat(spin.tryAwait(late)).isTrue();
    assertThat(spin.tryAwait(() -> true)).isFalse();
  }

  @Test
  void itIsOfNoUseToASecondThread() {
    AtomicInteger looks = new AtomicInteger();
    spin.tryAwait(
        () -> {
          assertThat(spin.tryAwait(() -> true)).isFalse();
          return looks.incrementAndGet() == 2;
        });
    assertThat(looks).hasValue(2);
  }

  private static BooleanSupplier afterLooks(int looks) {
    AtomicInteger left = new AtomicInteger(looks);
    return () -> left.decrementAndGet() <= 0;
  }
}
