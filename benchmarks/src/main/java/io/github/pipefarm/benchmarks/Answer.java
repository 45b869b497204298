package io.github.pipefarm.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of a question: the samples of each contestant, and who could not take part. */
final class Answer {
  private final Question question;
  private final Map<String, Samples> samples = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  private Answer(Question question) {
    this.question = question;
  }

  /** Asks the contestants in turns. */
  static Answer to(Question question, int rounds) {
    Answer answer = new Answer(question);
    for (int round = 0; round < rounds; round++) {
      for (Contestant contestant : question.contestants()) {
        if (round < contestant.turns()) {
          answer.ask(contestant);
        }
      }
    }
    return answer;
  }

  private void ask(Contestant contestant) {
    if (absent.containsKey(contestant.name())) {
      return;
    }
    try {
      double value = contestant.turn().measure();
      samples.computeIfAbsent(contestant.name(), name -> new Samples()).add(value);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      absent.put(contestant.name(), "interrupted");
    } catch (Exception e) { // of whatever kind: the others are measured all the same
      absent.put(contestant.name(), String.valueOf(e.getMessage()));
      samples.remove(contestant.name());
    }
  }

  Question question() {
    return question;
  }

  Map<String, Samples> samples() {
    return samples;
  }

  /** Those who could not take part, and why. */
  Map<String, String> absent() {
    return absent;
  }

  List<Budget.Verdict> verdicts() {
    return question.budgets().stream()
        .map(budget -> budget.judge(samples))
        .flatMap(Optional::stream)
        .toList();
  }
}
