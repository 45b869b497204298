package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginsTest {
  private final Origins origins = new Origins();

  @Test
  void aRecordIsFoundByItsIndex() {
    origins.begin(0, "a", 1);
    origins.begin(10, "b", 1);
    origins.begin(12, "b", 5);
    assertThat(origins.of(9)).hasToString("a:10");
    assertThat(origins.of(11)).hasToString("b:2");
    assertThat(origins.of(13)).hasToString("b:6");
  }

  @Test
  void whatIsSettledIsForgottenInWhateverOrder() {
    origins.begin(0, "a", 1);
    origins.begin(2, "a", 4);
    origins.begin(4, "a", 9);
    origins.settled(3);
    origins.settled(0);
    origins.settled(2);
    assertThat(origins.size()).isEqualTo(2);
    assertThat(origins.of(1)).hasToString("a:2");
    origins.settled(1);
    origins.settled(4);
    origins.begin(5, "b", 1);
    assertThat(origins.size()).isEqualTo(1);
    assertThat(origins.of(5)).hasToString("b:1");
  }
}
