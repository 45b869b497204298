package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long MB = 1 << 20;
  private static final int MANY = 1_000_000;

  private final Window window = new Window(0, 2, false);

  @Test
  void fewItemsAreAdmittedBeforeOneIsWeighed() {
    assertThat(window.room(MANY)).isEqualTo(64);
    window.pulled(64);
    assertThat(window.admits()).isFalse();
    window.weighed(1, 10);
    assertThat(window.room(MANY)).isEqualTo(2 * Window.TASKS_PER_WORKER - 64);
  }

  @Test
  void noMoreIsAdmittedThanIsAskedFor() {
    assertThat(window.room(5)).isEqualTo(5);
  }

  @Test
  void whatIsDeliveredMakesRoom() {
    Window ofTwo = new Window(2, 8, true);
    ofTwo.pulled(2);
    assertThat(ofTwo.admits()).isFalse();
    ofTwo.weighed(2, 2);
    ofTwo.received(2);
    assertThat(ofTwo.admits()).isFalse();
    ofTwo.delivered(1, 2);
    assertThat(ofTwo.room(MANY)).isEqualTo(1);
    assertThat(ofTwo.isEmpty()).isFalse();
    ofTwo.delivered(1, 2);
    assertThat(ofTwo.isEmpty()).isTrue();
  }

  @Test
  void whatWasNotPulledInTheEndMakesRoomToo() {
    window.pulled(64);
    window.notPulled(64);
    assertThat(window.isEmpty()).isTrue();
    assertThat(window.room(MANY)).isEqualTo(64);
  }

  @Test
  void bytesLimitItAsWellItemsThatAreNotWeighedYetCountingAsTheOthers() {
    window.pulled(1);
    window.weighed(1, 10 * MB);
    assertThat(window.room(MANY)).isEqualTo(6); // 54 MB are free, and one more may overflow it
    window.pulled(6);
    assertThat(window.admits()).isFalse();
    window.delivered(1, 10 * MB);
    assertThat(window.room(MANY)).isEqualTo(1);
  }

  @Test
  void resultsWeighAsWell() {
    window.pulled(2);
    window.weighed(2, 20);
    window.received(64 * MB);
    assertThat(window.admits()).isFalse();
    assertThat(window.isLight()).isFalse();
    window.delivered(1, 64 * MB);
    assertThat(window.isLight()).isTrue();
  }

  @Test
  void oneItemIsAlwaysAdmittedHoweverLargeTheyAre() {
    window.pulled(1);
    window.weighed(1, 1000 * MB);
    assertThat(window.admits()).isFalse();
    window.received(1000 * MB);
    window.delivered(1, 2000 * MB);
    assertThat(window.room(MANY)).isEqualTo(1);
  }

  @Test
  void thePullerIsWorthWakingForHalfAWindowOrIfNothingIsLeft() {
    Window ofFour = new Window(4, 1, false);
    ofFour.pulled(1);
    ofFour.weighed(1, 1);
    ofFour.pulled(3);
    ofFour.weighed(3, 3);
    ofFour.delivered(1, 1);
    assertThat(ofFour.admitsMany()).isFalse();
    ofFour.delivered(1, 1);
    assertThat(ofFour.admitsMany()).isTrue();
  }

  @Test
  void theCollectorIsWorthWakingForHalfAWindowOrForAllThereIs() {
    Window ofFour = new Window(4, 1, false);
    ofFour.pulled(4);
    assertThat(ofFour.isWorthTaking(1)).isFalse();
    assertThat(ofFour.isWorthTaking(2)).isTrue();
    ofFour.delivered(1, 1);
    ofFour.delivered(1, 1);
    assertThat(ofFour.isWorthTaking(3)).isFalse();
    assertThat(ofFour.isWorthTaking(4)).isTrue();
  }

  @Test
  void workersShareIt() {
    assertThat(window.share(2)).isEqualTo(Window.TASKS_PER_WORKER);
    assertThat(new Window(3, 8, false).share(8)).isEqualTo(1);
    assertThat(new Window(0, 2, true).share(2)).isGreaterThan(Window.TASKS_PER_WORKER);
  }
}
