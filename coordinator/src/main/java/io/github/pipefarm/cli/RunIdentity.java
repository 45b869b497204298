package io.github.pipefarm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run must have in common with the one that it goes on with.
 *
 * @param settings what results depend on: FUNCTION, constants, options, each by its name
 * @param classPath jars and folders, each with what tells whether it has changed
 */
record RunIdentity(Map<String, String> settings, Map<String, String> classPath) {
  RunIdentity {
    settings = Map.copyOf(settings);
    classPath = Map.copyOf(classPath);
  }

  static RunIdentity of(Map<String, String> settings, List<String> classPath) {
    Map<String, String> stamps = new LinkedHashMap<>();
    for (String entry : classPath) {
      stamps.put(entry, stamp(Path.of(entry)));
    }
    return new RunIdentity(settings, stamps);
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file);
    } catch (java.io.IOException e) {
      return "not there";
    }
  }

  /** What differs from the settings of another run, in words; empty if nothing does. */
  Optional<String> difference(RunIdentity earlier) {
    Set<String> names = new TreeSet<>(settings.keySet());
    names.addAll(earlier.settings.keySet());
    for (String name : names) {
      String now = settings.getOrDefault(name, "");
      String then = earlier.settings.getOrDefault(name, "");
      if (!now.equals(then)) {
        return Optional.of(name + " was " + quoted(then) + " and is " + quoted(now));
      }
    }
    return Optional.empty();
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "not given" : "'" + FailureReport.oneLine(value) + "'";
  }

  /** The parts of the class path that have changed, which may be what the user wants. */
  List<String> changedClasses(RunIdentity earlier) {
    return classPath.entrySet().stream()
        .filter(
            entry -> !entry.getValue().equals(earlier.classPath.getOrDefault(entry.getKey(), "")))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
