package io.github.pipefarm.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.FarmClosedException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A farm of one engine that serves one test after the other, as it would in an application: none
 * may count from zero. If a test closes it, or leaves it with work to do, the next one has another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
abstract class FarmFixture {
  @TempDir Path folder;
  Marks marks;
  Farm farm;

  /** Begins a farm of the engine under test. */
  abstract FarmBuilder<?> builder(int workers);

  @BeforeEach
  void takeFarm() {
    marks = new Marks(folder);
    if (farm == null) {
      farm = builder(2).build();
    }
  }

  @AfterEach
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  void leaveFarm() {
    Farm used = farm;
    farm = null;
    if (used == null) {
      return; // it could not be begun, as its test tells
    }
    try {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> used.stats().busyWorkers() == 0);
      used.call(() -> "is open");
      farm = used;
    } catch (FarmClosedException e) {
      return;
    } finally {
      if (farm == null) {
        used.terminate();
      }
    }
  }

  @AfterAll
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  void closeFarm() {
    if (farm != null) {
      farm.close();
    }
  }
}
