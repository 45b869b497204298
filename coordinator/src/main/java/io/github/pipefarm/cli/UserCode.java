package io.github.pipefarm.cli;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is to be run, on its way to the workers: FUNCTION as it was typed, and the classes that were
 * compiled for it.
 */
@SuppressWarnings("serial") // a map that is serializable
final class UserCode implements Serializable {
  private static final long serialVersionUID = 1;

  /** How the class of an expression is called; those for one type of record each, with a number. */
  static final String EXPRESSION_CLASS = "PipefarmExpression";

  static final String EXPRESSION_METHOD = "run";

  /** One loader for all threads of this JVM, so that they share its statics, as threads do. */
  private static final Map<String, ClassLoader> LOADERS = new ConcurrentHashMap<>();

  private final String text;
  private final boolean expression;
  private final Map<String, byte[]> classes;
  private final String id = ProcessHandle.current().pid() + "-" + System.nanoTime();

  private UserCode(String text, boolean expression, Map<String, byte[]> classes) {
    this.text = text;
    this.expression = expression;
    this.classes = classes;
  }

  /**
   * Code that has a name.
   *
   * @param classes the compiled ones, by their names
   */
  static UserCode function(String text, Map<String, byte[]> classes) {
    return new UserCode(text, false, classes);
  }

  /** An expression, of which there may be several classes, for records of several types. */
  static UserCode expression(String text, Map<String, byte[]> classes) {
    return new UserCode(text, true, classes);
  }

  static boolean isExpression(Class<?> type) {
    return type.getName().startsWith(EXPRESSION_CLASS);
  }

  /** Tells this code from any other. */
  String id() {
    return id;
  }

  /** As it was typed. */
  String text() {
    return text;
  }

  /** The loader of all classes of the user in this JVM. */
  ClassLoader loader(List<String> classPath) {
    ClassLoader parent = ClassPath.loader(classPath);
    return classes.isEmpty()
        ? parent
        : LOADERS.computeIfAbsent(id, unused -> new CompiledClasses(classes, parent));
  }

  /** Finds the method that is meant, among the classes of a loader, and binds it. */
  RecordFunction resolve(ClassLoader loader, Binding binding, OutputFormat output)
      throws ResolutionException {
    FunctionResolver resolver = new FunctionResolver(loader, binding, output);
    if (!expression) {
      return resolver.resolve(FunctionText.parse(text));
    }
    if (classes.containsKey(EXPRESSION_CLASS)) {
      return resolver.resolve(methodOf(EXPRESSION_CLASS));
    }
    return resolver.resolveByType(
        classes.keySet().stream()
            .filter(name -> name.matches(EXPRESSION_CLASS + "[0-9]+"))
            .sorted()
            .map(UserCode::methodOf)
            .toList());
  }

  private static FunctionText methodOf(String className) {
    return new FunctionText(className, Optional.of(EXPRESSION_METHOD), Optional.empty());
  }
}
