package io.github.pipefarm.benchmarks;

import java.util.List;

/**
 * What is measured.
 *
 * @param unit of the figures, and in it whether more is better: all units of ours that end in /s
 */
record Question(String title, String unit, List<Contestant> contestants, List<Budget> budgets) {
  Question {
    contestants = List.copyOf(contestants);
    budgets = List.copyOf(budgets);
  }
}
