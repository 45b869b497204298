package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;

/** The tasks that engines are compared with. */
enum BenchTask implements TaskFunction<Integer, Integer> {
  /** As one that waits for a disk, a network or another program. */
  WAITS("a task that waits for 10 ms", 60) {
    @Override
    public Integer apply(Integer item) throws InterruptedException {
      Thread.sleep(10);
      return item;
    }
  },
  /** As one that needs a processor: counts primes by trial. */
  COMPUTES("a task that computes for some milliseconds", 60) {
    @Override
    public Integer apply(Integer item) {
      int primes = 0;
      for (int n = 2; n < 100_000; n++) {
        boolean isPrime = true;
        for (int d = 2; d * d <= n && isPrime; d++) {
          isPrime = n % d != 0;
        }
        primes += isPrime ? 1 : 0;
      }
      return primes + item;
    }
  },
  /** As one that is not worth shipping. */
  TINY("a tiny task, n + 1", 200_000) {
    @Override
    public Integer apply(Integer item) {
      return item + 1;
    }
  };

  private final String title;
  private final int count;

  BenchTask(String title, int count) {
    this.title = title;
    this.count = count;
  }

  String title() {
    return title;
  }

  /** How many of them make a measurement. */
  int count() {
    return count;
  }
}
