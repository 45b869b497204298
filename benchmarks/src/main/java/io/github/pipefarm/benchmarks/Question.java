package io.github.pipefarm.benchmarks;

import java.util.List;

/**
 * What is measured.
 *
 * @param unit of the figures; of those that end in /s more is better, and of {@code of 1}
 * @param contestants the first is ours, with which the others are compared
 */
record Question(String title, String unit, List<Contestant> contestants, List<Budget> budgets) {
  Question {
    contestants = List.copyOf(contestants);
    budgets = List.copyOf(budgets);
  }
}
