package io.github.pipefarm.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a question: the samples of each figure, and who could not take part. It does not
 * keep the contestants, who hold all that their group has measured with: hundreds of megabytes,
 * which later groups would find in their heap.
 */
final class Answer {
  private final String title;
  private final String unit;
  private final String ours;
  private final List<Budget> budgets;
  private final Map<String, Samples> samples = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  private Answer(Question question) {
    title = question.title();
    unit = question.unit();
    ours = question.contestants().get(0).name();
    budgets = question.budgets();
  }

  /**
   * Asks the contestants in turns. Behind the cold one, a contestant takes two in a row, of which
   * the second is measured: its memory is as it has left it itself, and not as whoever came before
   * did. Who takes long takes one.
   *
   * @param rounds how often, the first, cold time included; in two rounds, nobody warms up
   */
  static Answer to(Question question, int rounds) throws InterruptedException {
    Answer answer = new Answer(question);
    for (int round = 0; round < rounds; round++) {
      boolean isWarm = round > 0 && rounds > 2;
      if (isWarm && round == 1) {
        for (Contestant contestant : question.contestants()) {
          answer.pass(contestant, contestant.warmUps());
        }
      }
      for (Contestant contestant : question.contestants()) {
        if (round < contestant.turns()) {
          answer.pass(contestant, isWarm && !contestant.isSlow() ? 1 : 0);
          answer.ask(contestant);
        }
      }
    }
    return answer;
  }

  /** Takes turns that nobody measures. */
  private void pass(Contestant contestant, int turns) throws InterruptedException {
    for (int i = 0; i < turns && !absent.containsKey(contestant.name()); i++) {
      measure(contestant);
    }
  }

  private void ask(Contestant contestant) throws InterruptedException {
    if (absent.containsKey(contestant.name())) {
      return;
    }
    double[] values = measure(contestant);
    for (int i = 0; i < values.length; i++) {
      samples.computeIfAbsent(contestant.figures().get(i), name -> new Samples()).add(values[i]);
    }
  }

  /** What a turn measures; nothing if it fails, and with it the contestant. */
  private double[] measure(Contestant contestant) throws InterruptedException {
    try {
      return contestant.turn().measure();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // of whatever kind: the others are measured all the same
      String message = e.getMessage();
      absent.put(contestant.name(), message == null ? e.toString() : message);
      samples.keySet().removeAll(contestant.figures());
      return new double[0];
    }
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /** The figure with which the others are compared; absent if we could not take part. */
  Optional<Samples> ours() {
    return Optional.ofNullable(samples.get(ours));
  }

  Map<String, Samples> samples() {
    return samples;
  }

  /** Those who could not take part, and why. */
  Map<String, String> absent() {
    return absent;
  }

  List<Budget.Verdict> verdicts() {
    return budgets.stream().map(budget -> budget.judge(samples)).flatMap(Optional::stream).toList();
  }

  /** The budgets of which nothing can be said, since what they compare is not there. */
  List<Budget> unjudged() {
    return budgets.stream().filter(budget -> budget.judge(samples).isEmpty()).toList();
  }
}
