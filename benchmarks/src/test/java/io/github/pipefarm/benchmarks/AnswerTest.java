package io.github.pipefarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private final List<String> asked = new ArrayList<>();

  @Test
  void contestantsTakeTurnsWarmOnesBehindOneThatIsNotMeasured() throws Exception {
    Answer answer = answer(3, noting("a", 1), noting("b", 2), noting("slow", 3).atMost(2));

    assertThat(asked)
        .containsExactly("a", "b", "slow", "a", "a", "b", "b", "slow", "a", "a", "b", "b");
    assertThat(answer.samples().keySet()).containsExactly("a", "b", "slow");
    assertThat(answer.samples().get("a").all()).hasSize(3);
  }

  @Test
  void whoWarmsUpDoesSoBehindTheColdTurn() throws Exception {
    Contestant warm = noting("a", 1).warmedUp(2);
    answer(3, warm, noting("slow", 2).atMost(3));
    assertThat(asked).containsExactly("a", "slow", "a", "a", "a", "a", "slow", "a", "a", "slow");

    asked.clear();
    answer(2, warm);
    assertThat(asked).as("in a hurry").containsExactly("a", "a");
  }

  @Test
  void aTurnMayMeasureSeveralFigures() throws Exception {
    Answer answer =
        answer(1, Contestant.several(List.of("a", "a, p99"), () -> new double[] {1, 5}));

    assertThat(answer.samples().get("a").median()).isEqualTo(1);
    assertThat(answer.samples().get("a, p99").median()).isEqualTo(5);
  }

  @Test
  void whoFailsOnceIsLeftOutWithTheReasonAndTheOthersAreNot() throws Exception {
    Contestant failing =
        Contestant.several(
            List.of("b", "b, p99"),
            () -> {
              asked.add("b");
              if (asked.contains("a") && asked.indexOf("b") < asked.lastIndexOf("b")) {
                throw new IOException("not today");
              }
              return new double[] {1, 2};
            });

    Answer answer = answer(4, noting("a", 1), failing);

    assertThat(asked).containsExactly("a", "b", "a", "a", "b", "a", "a", "a", "a");
    assertThat(answer.samples().keySet()).containsExactly("a");
    assertThat(answer.absent()).containsOnlyKeys("b").containsEntry("b", "not today");
  }

  @Test
  void whatItsContestantsHoldIsNotKept() throws Exception {
    byte[] held = new byte[1];
    WeakReference<byte[]> reference = new WeakReference<>(held);
    Answer answer = answer(1, holding(held));
    held = null;

    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(reference.get()).isNull();
            });
    assertThat(answer.ours()).isPresent();
  }

  private static Contestant holding(byte[] bytes) {
    return Contestant.asked("a", () -> bytes.length);
  }

  private Contestant noting(String name, double value) {
    return Contestant.asked(
        name,
        () -> {
          asked.add(name);
          return value;
        });
  }

  private static Answer answer(int rounds, Contestant... contestants) throws Exception {
    return Answer.to(new Question("?", "s", List.of(contestants), List.of()), rounds);
  }
}
