package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Job} was told, checked.
 *
 * @param batch how many tasks travel together; 0 where that is decided from measured task times
 * @param window how many tasks may be under way; 0 for the default
 * @param name null for the default
 */
record JobOptions(int crashRetries, int batch, int window, boolean ordered, @Nullable String name) {
  static final JobOptions DEFAULTS = new JobOptions(0, 0, 0, true, null);

  JobOptions withCrashRetries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("crashRetries: " + retries + " must be 0 or more");
    }
    return new JobOptions(retries, batch, window, ordered, name);
  }

  JobOptions withBatch(int tasks) {
    return new JobOptions(
        crashRetries, FarmBuilder.positive("batch", tasks), window, ordered, name);
  }

  JobOptions withWindow(int tasks) {
    return new JobOptions(
        crashRetries, batch, FarmBuilder.positive("window", tasks), ordered, name);
  }

  JobOptions withUnordered() {
    return new JobOptions(crashRetries, batch, window, false, name);
  }

  JobOptions withName(String newName) {
    if (newName.isBlank()) {
      throw new IllegalArgumentException("name: it must not be blank");
    }
    return new JobOptions(crashRetries, batch, window, ordered, newName);
  }
}
