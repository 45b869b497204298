package io.github.pipefarm.benchmarks;

/** Times something. */
final class Clock {
  private Clock() {}

  /** What is timed. */
  interface Body {
    void run() throws Exception;
  }

  static double seconds(Body body) throws Exception {
    long start = System.nanoTime();
    body.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
