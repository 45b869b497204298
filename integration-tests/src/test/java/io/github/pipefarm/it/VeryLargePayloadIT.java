package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 2.5 GB at once. Takes 12 GB of memory, so it runs only where asked: {@code
 * -Dpipefarm.large=true}.
 */
@EnabledIfSystemProperty(named = "pipefarm.large", matches = "true")
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class VeryLargePayloadIT {
  /** The object, its encoded copy, and what is left of either when pages and regions are full. */
  private static final String HEAP = "5800m";

  @ParameterizedTest
  @ValueSource(strings = {"item", "array", "result", "result of a job", "constant", "shared value"})
  void arrivesInAHeapForTheObjectAndOneEncodedCopy(String what) {
    ProcessBuilder builder =
        Program.java(List.of("-Xmx" + HEAP), LargeCoordinator.class, what, HEAP);
    try (Program coordinator = Program.start(builder)) {
      assertThat(coordinator.exitCode(Duration.ofMinutes(4))).as(coordinator::err).isZero();
      assertThat(coordinator.out()).first().as(coordinator::err).isEqualTo("same");
      System.out.println(what + ": " + coordinator.out());
    }
  }
}
