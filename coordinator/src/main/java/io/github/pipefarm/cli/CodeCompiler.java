package io.github.pipefarm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/** Compiles what the user typed after {@code -e}, and the file after {@code --source}. */
final class CodeCompiler {
  private final MemoryCompiler compiler;
  private final List<JavaFileObject> sources;

  /**
   * @param classPath what the code may use
   * @param source the file; null if there is none
   */
  CodeCompiler(ClassPath classPath, @Nullable Path source) {
    this.compiler = new MemoryCompiler(classPath);
    this.sources = source == null ? List.of() : List.of(compiler.source(checked(source)));
  }

  private static Path checked(Path source) {
    if (!Files.isRegularFile(source) || !Files.isReadable(source)) {
      throw CommandException.setup(
          "--source: '" + source + (Files.exists(source) ? "' can't be read" : "': no such file"));
    }
    return source;
  }

  /**
   * Compiles the file alone.
   *
   * @return its classes, by their names
   * @throws CommandException with what javac prints
   */
  Map<String, byte[]> sourceClasses() {
    MemoryCompiler.Result result = compiler.compileLogged(sources);
    if (!result.isGood()) {
      throw CommandException.setup("--source can't be compiled:\n" + result.log().stripTrailing());
    }
    return result.classes();
  }

  /**
   * Compiles an expression.
   *
   * @param whole the position of the parameter without a type that takes the whole record
   * @param types what it may be: one type, or those of JSON
   * @return its classes and those of the file
   * @throws CommandException if it makes no sense for any of the types
   */
  Map<String, byte[]> expressionClasses(
      Expression expression, Optional<Integer> whole, List<String> types) {
    List<ExpressionUnit> units =
        IntStream.range(0, types.size())
            .mapToObj(
                i ->
                    new ExpressionUnit(
                        UserCode.EXPRESSION_CLASS + (types.size() == 1 ? "" : i),
                        expression,
                        whole,
                        types.get(i),
                        true))
            .toList();
    Attempt withValue = attempt(units);
    if (!withValue.classes().isEmpty()) {
      return withValue.classes();
    }
    Attempt withoutValue = attempt(units.stream().map(ExpressionUnit::withoutValue).toList());
    if (!withoutValue.classes().isEmpty()) {
      return withoutValue.classes();
    }
    throw CommandException.usage(withValue.problem());
  }

  /**
   * What came of some units.
   *
   * @param classes of those that make sense
   * @param problem what is wrong with the first that does not
   */
  private record Attempt(Map<String, byte[]> classes, String problem) {}

  /** Compiles all; then again without those that make no sense, as one hinders the others. */
  private Attempt attempt(List<ExpressionUnit> units) {
    String problem = "";
    List<ExpressionUnit> left = units;
    while (!left.isEmpty()) {
      List<JavaFileObject> all = new ArrayList<>(sources);
      all.addAll(left);
      MemoryCompiler.Result result = compiler.compile(all);
      if (result.isGood()) {
        return new Attempt(result.classes(), problem);
      }
      Set<JavaFileObject> bad = new HashSet<>();
      for (Diagnostic<? extends JavaFileObject> diagnostic :
          result.diagnostics().getDiagnostics()) {
        if (diagnostic.getKind() == Diagnostic.Kind.ERROR
            && diagnostic.getSource() instanceof ExpressionUnit unit) {
          problem = problem.isEmpty() ? unit.description(diagnostic) : problem;
          bad.add(unit);
        }
      }
      if (bad.isEmpty()) {
        throw CommandException.usage("-e: it can't be compiled: " + result.log().strip());
      }
      left = left.stream().filter(unit -> !bad.contains(unit)).toList();
    }
    return new Attempt(Map.of(), problem);
  }
}
