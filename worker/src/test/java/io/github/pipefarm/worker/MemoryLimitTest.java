package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class MemoryLimitTest {
  private static final long MB = 1 << 20;

  @Test
  void isExceededByWhatIsTheProcesssOwn() {
    MemoryLimit limit = new MemoryLimit(MB, () -> 0);
    assertThat(limit.isExceeded()).isTrue();
    assertThat(limit.describe()).contains("more than 1 MB (maxWorkerRss)");
    assertThat(new MemoryLimit(1L << 40, () -> 0).isExceeded()).isFalse();
    assertThat(new MemoryLimit(0, () -> 0).isExceeded()).as("no limit").isFalse();
  }

  @Test
  void isNotExceededByWhatAllWorkersShare() {
    assertThat(new MemoryLimit(MB, () -> 1L << 40).isExceeded()).isFalse();
  }
}
