package io.github.pipefarm.report;

import java.util.ArrayList;
import java.util.List;

/** The records that failed in the same way, of which the first stands for all. */
final class FailureCause {
  private static final int NUMBERS = 10;

  final String className;
  final String message;
  final String stack;
  final String record;

  /** Of the first records. */
  final List<Long> numbers = new ArrayList<>();

  long count;

  FailureCause(String className, String message, String stack, String record) {
    this.className = className;
    this.message = message;
    this.stack = stack;
    this.record = record;
  }

  void add(long number) {
    count++;
    if (numbers.size() < NUMBERS) {
      numbers.add(number);
    }
  }
}
