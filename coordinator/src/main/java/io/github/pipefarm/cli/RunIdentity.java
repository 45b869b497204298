package io.github.pipefarm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a run must have in common with the one that it goes on with.
 *
 * @param settings what results depend on: FUNCTION, constants, options, each by its name
 * @param classPath jars, folders and source files, each with what tells whether it has changed
 */
record RunIdentity(Map<String, String> settings, Map<String, String> classPath) {
  /** The options that results depend on, beside FUNCTION and its constants. */
  private static final Set<String> OPTIONS =
      Set.of(
          "--source",
          "-0",
          "--csv",
          "--tsv",
          "--header",
          "--columns",
          "--jsonl",
          "--encoding",
          "--max-record",
          "--on-malformed",
          "--format",
          "--tag",
          "--on-error",
          "--unordered",
          "--seed");

  RunIdentity {
    settings = Map.copyOf(settings);
    classPath = Map.copyOf(classPath);
  }

  /**
   * What a command line says.
   *
   * @param options all that were typed
   */
  static RunIdentity of(FunctionOptions function, List<OptionSpec> options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("FUNCTION", function.text());
    settings.put("--const-first", words(function.constantsFirst()));
    settings.put("--const", words(function.constantsLast()));
    for (OptionSpec option : options) {
      if (OPTIONS.contains(option.longestName())) {
        settings.put(option.longestName(), words(option.originalStringValues()));
      }
    }
    Map<String, String> stamps = new LinkedHashMap<>();
    function.classPath().texts().forEach(entry -> stamps.put(entry, stamp(Path.of(entry))));
    function.source().ifPresent(file -> stamps.put(file.toString(), stamp(file)));
    return new RunIdentity(settings, stamps);
  }

  private static String words(List<String> values) {
    return values.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
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
