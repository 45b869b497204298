package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OomKillerTest {
  @Test
  void killsAreCountedInBothVersionsOfControlGroups() {
    assertThat(OomKiller.count(List.of("low 0", "high 0", "max 5", "oom 4", "oom_kill 3")))
        .isEqualTo(3);
    assertThat(OomKiller.count(List.of("oom_kill_disable 0", "under_oom 0", "oom_kill 7")))
        .isEqualTo(7);
  }

  @Test
  void whereTheKernelDoesNotTellNothingWasKilled() {
    assertThat(OomKiller.count(List.of())).isZero();
    assertThat(OomKiller.count(List.of("oom 4", "oom_group_kill 1"))).isZero();
  }

  @Test
  void thisMachineIsAskedWithoutFail() {
    assertThat(OomKiller.kills()).isNotNegative();
  }
}
