package io.github.pipefarm.cli;

import java.util.Optional;

/** Finds the class that a name means, or what else was probably meant. */
final class ClassFinder {
  private final ClassLoader loader;

  ClassFinder(ClassLoader loader) {
    this.loader = loader;
  }

  Class<?> find(String name) throws ResolutionException {
    return load(name)
        .orElseThrow(() -> new ResolutionException("no class " + name + missingClassHint(name)));
  }

  /** Loads a class whose nesting may be written with dots. */
  private Optional<Class<?>> load(String name) {
    String candidate = name;
    while (true) {
      try {
        return Optional.of(Class.forName(candidate, false, loader));
      } catch (ClassNotFoundException e) {
        int dot = candidate.lastIndexOf('.');
        if (dot < 0) {
          return Optional.empty();
        }
        candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
      }
    }
  }

  private String missingClassHint(String name) {
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      String method = name.substring(dot + 1);
      Optional<Class<?>> owner = load(name.substring(0, dot));
      if (owner.isPresent() && !FunctionResolver.named(owner.get(), method).isEmpty()) {
        return ": did you mean " + name.substring(0, dot) + "::" + method + "?";
      }
    } else if (load("java.lang." + name).isPresent()) {
      return ": did you mean java.lang." + name + "?";
    }
    return " on the class path: --classpath names the jar or folder that has it";
  }
}
