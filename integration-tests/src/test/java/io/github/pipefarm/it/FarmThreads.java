package io.github.pipefarm.it;

import java.util.List;

/** The threads of a farm, which all carry its name. */
final class FarmThreads {
  private FarmThreads() {}

  static List<Thread> of(String farm) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pipefarm-" + farm + "-"))
        .toList();
  }
}
